import type { Expression } from '../ast.ts';
import type { Environment, Evaluate, Frame } from '../environment.ts';
import { Fault } from '../fault.ts';
import { stringify } from '../value-text.ts';
import { Compilation, type Observe } from './compilation.ts';
import { compileHas, compileIndex, compileName, compileSelect } from './compile-access.ts';
import { compileArithmetic, compileNegate } from './compile-arithmetic.ts';
import { compileCall } from './compile-call.ts';
import { compileComparison } from './compile-comparison.ts';
import { compileList, compileLiteral, compileMap } from './compile-literal.ts';
import { compileChain, compileConditional, compileNot } from './compile-logic.ts';
import { compileBind, compileComprehension } from './compile-loop.ts';
import { compileMembership } from './compile-membership.ts';
import { compileFallback } from './compile-optional.ts';
import { NodeFaults } from './node-faults.ts';
import { ownLevels } from './own-levels.ts';

/**
 * Turns a checked expression into closures. With `observe` no two nodes become one closure, and each
 * closure passes through it.
 */
export function compile(
  expression: Expression,
  environment: Environment,
  observe?: Observe,
): Evaluate {
  return new Compilation(environment, compileNode, observe).compile(expression);
}

/**
 * Turns a checked expression into a closure that gives its value as people read it, no longer than
 * `maxLength`; a fault where the expression gives one, and for what is written of a list or map and could
 * not be read from there either.
 */
export function compileText(
  expression: Expression,
  environment: Environment,
  maxLength: number,
): (frame: Frame) => string | Fault {
  const compilation = new Compilation(environment, compileNode, undefined);
  const evaluate = compilation.compile(expression);
  const own = ownLevels(expression, compilation);
  const faults = new NodeFaults(expression.span);
  const read = (part: unknown, depth: number): unknown =>
    depth <= own ? part : compilation.admit(part, faults);
  return (frame) => {
    const value = evaluate(frame);
    if (value instanceof Fault) return value;
    return stringify(value, maxLength, read) ?? faults.notJson;
  };
}

function compileNode(expression: Expression, compilation: Compilation): Evaluate {
  switch (expression.kind) {
    case 'literal':
      return compileLiteral(expression);
    case 'name':
      return compileName(expression, compilation);
    case 'select':
      return compileSelect(expression, compilation);
    case 'index':
      return compileIndex(expression, compilation);
    case 'has':
      return compileHas(expression, compilation);
    case 'list':
      return compileList(expression, compilation);
    case 'map':
      return compileMap(expression, compilation);
    case 'and':
    case 'or':
      return compileChain(expression, compilation);
    case 'not':
      return compileNot(expression, compilation);
    case 'negate':
      return compileNegate(expression, compilation);
    case 'conditional':
      return compileConditional(expression, compilation);
    case 'binary':
      switch (expression.operator) {
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '>':
        case '>=':
          return compileComparison(expression, expression.operator, compilation);
        case 'in':
          return compileMembership(expression, compilation);
        default:
          return compileArithmetic(expression, expression.operator, compilation);
      }
    case 'call':
      return compileFallback(expression, compilation) ?? compileCall(expression, compilation);
    case 'comprehension':
      return compileComprehension(expression, compilation);
    case 'bind':
      return compileBind(expression, compilation);
  }
}
