import { suggest } from '../../diagnostics/suggest.ts';
import type { Expression, Node } from '../ast.ts';
import type { Signature, StaticType } from '../environment.ts';
import { patternOf } from '../library/literal-pattern.ts';
import { kindsOf } from '../library/overload.ts';
import { foreignFunction, foreignWord } from '../syntax/foreign-words.ts';
import { macroArity, RECEIVER_MACROS } from '../syntax/macros.ts';
import * as mistakes from './check-mistakes.ts';
import type { Checking } from './checking.ts';
import { BUILT_IN, callableNames } from './known-functions.ts';

/** The type of what a function gives. */
export function callType(node: Node<'call'>, checking: Checking): StaticType {
  const space = namespaceOf(node, checking);
  if (space !== undefined) return unknownIn(space, node, checking);
  const receiver = node.receiver && checking.typeOf(node.receiver);
  const args = node.args.map((arg) => checking.typeOf(arg));
  const { functions } = checking.environment;
  const known: readonly Signature[] = functions.get(node.name) ?? BUILT_IN.get(node.name) ?? [];
  if (known.length === 0) return unknown(node, checking);
  const styled = known.filter(
    (overload) => (overload.receiver === undefined) === (receiver === undefined),
  );
  if (styled.length === 0) {
    return checking.report(mistakes.wrongStyle(node.nameSpan, node.name, receiver === undefined));
  }
  const counted = styled.filter(({ params }) => params.length === args.length);
  if (counted.length === 0) {
    return arity(
      node,
      styled.map(({ params }) => params.length),
      checking,
    );
  }
  const given = receiver === undefined ? args : [receiver, ...args];
  const operands = node.receiver === undefined ? node.args : [node.receiver, ...node.args];
  const fitting = counted.filter((overload) =>
    kindsOf(overload).every((kind, index) => fits(given[index] ?? 'dyn', kind, checking.json)),
  );
  if (fitting.length === 0) return wrongArgument(node, counted, operands, given, checking);
  if (node.name === 'matches') checkPattern(operands[1], checking);
  const results = fitting
    .map(({ result, resultFor }) => (resultFor ? resultFor(given, checking.json) : result))
    .filter((result) => result !== undefined);
  const [first, ...others] = results;
  if (first === undefined) return notTogether(node, given, checking);
  return others.every((result) => result === first) ? first : 'dyn';
}

/** With JSON numbers, ints and doubles serve for each other. */
const fits = (given: StaticType, wanted: StaticType, json: boolean): boolean =>
  given === 'dyn' ||
  wanted === 'dyn' ||
  given === wanted ||
  (json && given === 'double' && wanted === 'int') ||
  (json && given === 'int' && wanted === 'double');

function unknown(node: Node<'call'>, checking: Checking): StaticType {
  const { name, nameSpan, receiver } = node;
  const counts = macroArity(name);
  if (counts !== undefined && (receiver === undefined) === (name === 'has')) {
    return arity(node, counts, checking);
  }
  if (RECEIVER_MACROS.includes(name)) {
    return checking.report(mistakes.wrongStyle(nameSpan, name, true));
  }
  const word = receiver === undefined ? foreignWord(name) : undefined;
  const near =
    foreignFunction(name) ?? suggest(name, callableNames(checking.environment.functions));
  const help =
    word !== undefined
      ? `write ${word.instead}`
      : near === undefined
        ? undefined
        : `did you mean \`${near}\`?`;
  return checking.report(mistakes.unknownFunction(nameSpan, name, help));
}

/** What stands before the dot where it only groups functions, as `optional` and `cel` do. */
function namespaceOf({ receiver }: Node<'call'>, checking: Checking): string | undefined {
  if (receiver?.kind !== 'name' || checking.localType(receiver.name) !== undefined)
    return undefined;
  const { name } = receiver;
  if (checking.environment.variables.has(name)) return undefined;
  return name === 'cel' || functionsIn(name, checking).length > 0 ? name : undefined;
}

const functionsIn = (space: string, { environment }: Checking): readonly string[] =>
  [...environment.functions.keys()].filter((name) => name.startsWith(`${space}.`));

function unknownIn(space: string, node: Node<'call'>, checking: Checking): StaticType {
  for (const arg of node.args) checking.typeOf(arg);
  if (space === 'cel' && node.name === 'bind') return arity(node, [3], checking);
  const name = `${space}.${node.name}`;
  const near = suggest(name, [
    ...(space === 'cel' ? ['cel.bind'] : []),
    ...functionsIn(space, checking),
  ]);
  return checking.report(
    mistakes.unknownFunction(node.nameSpan, name, near && `did you mean \`${near}\`?`),
  );
}

function arity(
  { name, span, args }: Node<'call'>,
  counts: readonly number[],
  checking: Checking,
): StaticType {
  const taken = [...new Set(counts)].sort((a, b) => a - b);
  return checking.report(mistakes.wrongArity(span, name, args.length, taken));
}

/** Points at the first argument that no overload takes, whatever the others are. */
function wrongArgument(
  { name, span }: Node<'call'>,
  overloads: readonly Signature[],
  operands: readonly Expression[],
  given: readonly StaticType[],
  checking: Checking,
): StaticType {
  const kinds = overloads.map(kindsOf);
  const bad = given.findIndex(
    (type, index) => !kinds.some((wanted) => fits(type, wanted[index] ?? 'dyn', checking.json)),
  );
  const at = Math.max(bad, 0);
  const wanted = new Set(kinds.map((list) => checking.nameOf(list[at] ?? 'dyn')));
  const type = checking.nameOf(given[at] ?? 'dyn');
  return checking.report(
    mistakes.wrongArgument(operands[at]?.span ?? span, name, type, [...wanted]),
  );
}

/** Each argument fits by itself, but they do not fit each other. */
function notTogether(
  { name, span }: Node<'call'>,
  given: readonly StaticType[],
  checking: Checking,
): StaticType {
  const types = given.map((type) => checking.nameOf(type));
  return checking.report(mistakes.argumentsApart(span, name, types));
}

function checkPattern(pattern: Expression | undefined, checking: Checking): void {
  if (pattern === undefined) return;
  const compiled = patternOf(pattern);
  if (compiled === undefined) checking.report(mistakes.patternNotLiteral(pattern.span));
  else if ('message' in compiled) {
    checking.report(mistakes.invalidPattern(pattern.span, compiled.message));
  }
}
