import type { Expression } from '../ast.ts';
import type { Evaluate, Frame } from '../environment.ts';
import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { codePointLength } from '../library/code-points.ts';
import type { Compilation } from './compilation.ts';
import { type AnyMap, chargedSize } from './map-access.ts';
import { NodeFaults } from './node-faults.ts';

/** UTF-16 units of a string whose code points are counted in one step. */
const UNITS_PER_STEP = 10;

/** `size(x)` as a number, for comparisons that need no int; `undefined` for any other expression. */
export function sizeOperand(
  expression: Expression,
  compilation: Compilation,
): Evaluate | undefined {
  if (expression.kind !== 'call' || expression.name !== 'size') return undefined;
  const { receiver, args, span } = expression;
  const operand = receiver ?? args[0];
  if (operand === undefined || args.length !== (receiver === undefined ? 1 : 0)) return undefined;
  const read = compilation.compile(operand);
  const faults = new NodeFaults(span);
  return (frame) => {
    const value = read(frame);
    return Array.isArray(value) ? value.length : sizeOf(value, frame, faults);
  };
}

function sizeOf(value: unknown, frame: Frame, faults: NodeFaults): number | Fault {
  if (value instanceof Fault) return value;
  if (typeof value === 'string') {
    frame.steps -= Math.ceil(value.length / UNITS_PER_STEP);
    return frame.steps < 0 ? faults.budget : codePointLength(value);
  }
  if (value instanceof Uint8Array) return value.length;
  if (kindOf(value) !== 'map') {
    return faults.of('no-such-overload', '`size` does not take this value');
  }
  return chargedSize(value as AnyMap, frame) ?? faults.budget;
}
