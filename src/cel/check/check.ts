import { suggest } from '../../diagnostics/suggest.ts';
import type { Expression, Node } from '../ast.ts';
import type { Environment, StaticType } from '../environment.ts';
import type { Mistake } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { foreignWord } from '../syntax/foreign-words.ts';
import { typeValue } from '../type-value.ts';
import { Uint } from '../value.ts';
import { callType } from './check-call.ts';
import * as mistakes from './check-mistakes.ts';
import { operatorType } from './check-operator.ts';
import { Checking } from './checking.ts';
import { canBeKey, join } from './type-rules.ts';

/**
 * Finds what is wrong with an expression before it runs: unknown names and functions, kinds that can
 * never fit. All mistakes are given; what follows from one is not reported again.
 */
export function check(
  expression: Expression,
  environment: Environment,
  boolean: boolean,
): { readonly type: StaticType; readonly mistakes: readonly Mistake[] } {
  const checking = new Checking(environment, typeOf);
  const type = checking.typeOf(expression);
  if (boolean && type !== 'bool' && type !== 'dyn') {
    checking.report(mistakes.notBoolean(expression.span, checking.nameOf(type)));
  }
  return { type, mistakes: checking.mistakes };
}

function typeOf(node: Expression, checking: Checking): StaticType {
  switch (node.kind) {
    case 'literal':
      return kindOf(node.value) ?? 'dyn';
    case 'name':
      return nameType(node, checking);
    case 'select':
      return selectType(node, checking);
    case 'index':
      return indexType(node, checking);
    case 'has':
      checking.typeOf(node.operand);
      return 'bool';
    case 'list':
      for (const item of node.items) checking.typeOf(item);
      return 'list';
    case 'map':
      return mapType(node, checking);
    case 'conditional':
      checking.wantsBoolean(node.test, '?:');
      return join(
        checking.typeOf(node.consequent),
        checking.typeOf(node.alternative),
        checking.json,
      );
    case 'call':
      return callType(node, checking);
    case 'comprehension':
      return comprehensionType(node, checking);
    case 'bind':
      return checking.within(node.variable, checking.typeOf(node.value)).typeOf(node.body);
    default:
      return operatorType(node, checking);
  }
}

function nameType({ name, span }: Node<'name'>, checking: Checking): StaticType {
  const local = checking.localType(name);
  if (local !== undefined) return local;
  const variable = checking.environment.variables.get(name);
  if (variable !== undefined) return variable.type;
  if (typeValue(name) !== undefined) return 'type';
  const foreign = foreignWord(name);
  if (foreign !== undefined) {
    return checking.report(mistakes.unknownName(span, name, `write ${foreign.instead}`));
  }
  return checking.report(mistakes.unknownName(span, name, helpWithName(name, checking.names())));
}

/** More names than this are not listed. */
const MOST_LISTED = 12;

function helpWithName(name: string, known: readonly string[]): string | undefined {
  const near = suggest(name, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (known.length === 0 || known.length > MOST_LISTED) return undefined;
  return `the names here are ${mistakes.alternatives(known.map((one) => `\`${one}\``))}`;
}

function selectType(node: Node<'select'>, checking: Checking): StaticType {
  const target = checking.typeOf(node.target);
  if (target === 'optional_type' || node.optional) return 'optional_type';
  if (target !== 'map' && target !== 'dyn') {
    const help = target === 'list' ? 'take an element first, as in list[0]' : undefined;
    return checking.report(mistakes.noFields(node.fieldSpan, checking.nameOf(target), help));
  }
  return 'dyn';
}

function indexType(node: Node<'index'>, checking: Checking): StaticType {
  const target = checking.typeOf(node.target);
  const index = checking.typeOf(node.index);
  const { span } = node.index;
  if (target === 'list' && !['int', 'uint', 'double', 'dyn'].includes(index)) {
    checking.report(mistakes.wrongIndex(span, checking.nameOf(index), 'a list', 'a whole number'));
  } else if (target === 'map' && !canBeKey(index, true)) {
    checking.report(mistakes.wrongIndex(span, checking.nameOf(index), 'a map', 'a key'));
  } else if (!['list', 'map', 'optional_type', 'dyn'].includes(target)) {
    checking.report(mistakes.noFields(node.span, checking.nameOf(target), undefined));
  }
  return target === 'optional_type' || node.optional ? 'optional_type' : 'dyn';
}

function mapType(node: Node<'map'>, checking: Checking): StaticType {
  const seen = new Set<unknown>();
  for (const [key, value] of node.entries) {
    const type = checking.typeOf(key);
    if (!canBeKey(type, checking.json && key.kind !== 'literal')) {
      checking.report(mistakes.wrongKey(key.span, checking.nameOf(type)));
    } else if (key.kind === 'literal') {
      const identity = key.value instanceof Uint ? key.value.value : key.value;
      if (seen.has(identity)) {
        checking.report(mistakes.duplicateKey(key.span, `\`${String(identity)}\``));
      }
      seen.add(identity);
    }
    checking.typeOf(value);
  }
  return 'map';
}

function comprehensionType(node: Node<'comprehension'>, checking: Checking): StaticType {
  const { macro } = node;
  const target = checking.typeOf(node.target);
  const optional = macro === 'optMap' || macro === 'optFlatMap';
  const wanted = optional ? ['optional_type', 'dyn'] : ['list', 'map', 'dyn'];
  if (!wanted.includes(target)) {
    const words = optional ? 'an optional' : 'a list or a map';
    checking.report(mistakes.wrongRange(node.target.span, macro, checking.nameOf(target), words));
  }
  const inside = checking.within(node.variable, 'dyn');
  if (node.filter !== undefined) inside.wantsBoolean(node.filter, macro);
  switch (macro) {
    case 'all':
    case 'exists':
    case 'exists_one':
      inside.wantsBoolean(node.body, macro);
      return 'bool';
    case 'filter':
      inside.wantsBoolean(node.body, macro);
      return 'list';
    case 'map':
      inside.typeOf(node.body);
      return 'list';
    default:
      inside.typeOf(node.body);
      return 'optional_type';
  }
}
