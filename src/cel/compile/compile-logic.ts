import type { Expression, Node } from '../ast.ts';
import type { Evaluate } from '../environment.ts';
import { Fault } from '../fault.ts';
import type { Compilation } from './compilation.ts';
import { NodeFaults } from './node-faults.ts';

/**
 * `&&` and `||` after the CEL specification: `false` decides `&&` and `true` decides `||`, whatever
 * errors stand beside it and on whichever side. Else the first error is the result.
 */
export function compileChain(node: Node<'and'> | Node<'or'>, compilation: Compilation): Evaluate {
  const decisive = node.kind === 'or';
  const operands = node.operands.map((operand) => compilation.compile(operand));
  const faults = operandFaults(node.operands);
  const [left, right] = operands;
  if (left === undefined || right === undefined) return left ?? (() => !decisive);
  if (operands.length > 2) return compileLongChain(operands, decisive, faults);
  if (decisive) {
    return (frame) => {
      const first = left(frame);
      if (first === true) return true;
      const second = right(frame);
      if (second === true) return true;
      if (first === false && second === false) return false;
      return undecided([first, second], decisive, faults);
    };
  }
  return (frame) => {
    const first = left(frame);
    if (first === false) return false;
    const second = right(frame);
    if (second === false) return false;
    if (first === true && second === true) return true;
    return undecided([first, second], decisive, faults);
  };
}

function compileLongChain(
  operands: readonly Evaluate[],
  decisive: boolean,
  faults: readonly NodeFaults[],
): Evaluate {
  return (frame) => {
    let fault: Fault | undefined;
    for (let index = 0; index < operands.length; index += 1) {
      const value = (operands[index] as Evaluate)(frame);
      if (value === decisive) return decisive;
      if (typeof value !== 'boolean') fault ??= faultOf(value, faults[index] as NodeFaults);
    }
    return fault ?? !decisive;
  };
}

/** The result where no operand decides: the first error, or the other boolean. */
function undecided(
  values: readonly unknown[],
  decisive: boolean,
  faults: readonly NodeFaults[],
): Fault | boolean {
  const at = values.findIndex((value) => typeof value !== 'boolean');
  return at < 0 ? !decisive : faultOf(values[at], faults[at] as NodeFaults);
}

const operandFaults = (operands: readonly Expression[]): readonly NodeFaults[] =>
  operands.map(({ span }) => new NodeFaults(span));

const faultOf = (value: unknown, faults: NodeFaults): Fault =>
  value instanceof Fault ? value : faults.notBoolean;

/** `!operand`. */
export function compileNot(node: Node<'not'>, compilation: Compilation): Evaluate {
  const operand = compilation.compile(node.operand);
  const faults = new NodeFaults(node.operand.span);
  return (frame) => {
    const value = operand(frame);
    return typeof value === 'boolean' ? !value : faultOf(value, faults);
  };
}

/** `?:` evaluates one branch only, and an error in its test is its result. */
export function compileConditional(node: Node<'conditional'>, compilation: Compilation): Evaluate {
  const test = compilation.compile(node.test);
  const consequent = compilation.compile(node.consequent);
  const alternative = compilation.compile(node.alternative);
  const faults = new NodeFaults(node.test.span);
  return (frame) => {
    const value = test(frame);
    if (value === true) return consequent(frame);
    return value === false ? alternative(frame) : faultOf(value, faults);
  };
}
