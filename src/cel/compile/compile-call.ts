import type { Expression, Node } from '../ast.ts';
import type { Evaluate } from '../environment.ts';
import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { patternOf } from '../library/literal-pattern.ts';
import { typeValue } from '../type-value.ts';
import type { Compilation } from './compilation.ts';
import { readContents } from './contents.ts';
import { invoke } from './invoke.ts';
import { NodeFaults } from './node-faults.ts';
import { ownLevels } from './own-levels.ts';

/** A function's call; `dyn`, `type`, `matches` and affixes that are literals have closures of their own. */
export function compileCall(node: Node<'call'>, compilation: Compilation): Evaluate {
  const { name, receiver, args } = node;
  const operands = receiver === undefined ? args : [receiver, ...args];
  const [first, second] = operands;
  if (first !== undefined && receiver === undefined && operands.length === 1) {
    if (name === 'dyn') return compilation.compile(first);
    if (name === 'type') return compileType(node, compilation.compile(first));
  }
  if (first !== undefined && second !== undefined && operands.length === 2) {
    if (name === 'matches') return compileMatches(node, first, second, compilation);
    const part = receiver && compilation.fuses ? stringLiteral(second) : undefined;
    if (part !== undefined && (name === 'startsWith' || name === 'endsWith')) {
      return compileAffix(node, name, first, part, compilation);
    }
  }
  const candidates = (compilation.environment.functions.get(name) ?? []).filter(
    (overload) =>
      overload.params.length === args.length &&
      (overload.receiver === undefined) === (receiver === undefined),
  );
  const compiled = operands.map((operand) => compilation.compile(operand));
  const faults = new NodeFaults(node.span);
  const { admit, json } = compilation;
  const own = operands.map((operand) => ownLevels(operand, compilation));
  return invoke(name, candidates, compiled, json, faults, (values, frame) => {
    for (const [index, levels] of own.entries()) {
      const fault = readContents(values[index], levels, admit, faults, frame);
      if (fault !== undefined) return fault;
    }
    return undefined;
  });
}

const stringLiteral = (expression: Expression): string | undefined =>
  expression.kind === 'literal' && typeof expression.value === 'string'
    ? expression.value
    : undefined;

function compileType(node: Node<'call'>, operand: Evaluate): Evaluate {
  const faults = new NodeFaults(node.span);
  return (frame) => {
    const value = operand(frame);
    if (value instanceof Fault) return value;
    const kind = kindOf(value);
    return kind === undefined ? faults.notJson : typeValue(kind);
  };
}

/** `text.startsWith("literal")`: no longer than the literal is compared, so it is not charged. */
function compileAffix(
  node: Node<'call'>,
  name: 'startsWith' | 'endsWith',
  operand: Expression,
  part: string,
  compilation: Compilation,
): Evaluate {
  const text = compilation.compile(operand);
  const faults = new NodeFaults(node.span);
  const wrong = (value: unknown): Fault =>
    value instanceof Fault ? value : faults.of('no-such-overload', `\`${name}\` takes strings`);
  if (name === 'startsWith') {
    return (frame) => {
      const value = text(frame);
      return typeof value === 'string' ? value.startsWith(part) : wrong(value);
    };
  }
  return (frame) => {
    const value = text(frame);
    return typeof value === 'string' ? value.endsWith(part) : wrong(value);
  };
}

/** `matches`, with the pattern compiled beforehand; the text is charged by its length. */
function compileMatches(
  node: Node<'call'>,
  operand: Expression,
  pattern: Expression,
  compilation: Compilation,
): Evaluate {
  const faults = new NodeFaults(node.span);
  const compiled = patternOf(pattern);
  if (compiled === undefined || 'message' in compiled) {
    return () => faults.of('invalid-argument', 'the pattern is not valid');
  }
  const { test, costPerUnit } = compiled;
  const text = compilation.compile(operand);
  return (frame) => {
    const value = text(frame);
    if (typeof value !== 'string') {
      return value instanceof Fault
        ? value
        : faults.of('no-such-overload', '`matches` takes a string');
    }
    frame.steps -= 1 + Math.ceil(value.length * costPerUnit);
    return frame.steps < 0 ? faults.budget : test(value);
  };
}
