import type { Expression, Node } from '../ast.ts';
import type { Mistake } from '../fault.ts';
import { notAField, notAVariable } from './parse-mistakes.ts';

/** The macros and the numbers of arguments with which a call is one; the receiver is not counted. */
const LOOPS: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['filter', [2]],
  ['map', [2, 3]],
  ['optMap', [2]],
  ['optFlatMap', [2]],
]);

/** How many arguments the macro `name` takes; `undefined` if there is no such macro. */
export function macroArity(name: string): readonly number[] | undefined {
  if (name === 'has') return [1];
  return LOOPS.get(name);
}

/** Every macro that is called on a value. */
export const RECEIVER_MACROS: readonly string[] = [...LOOPS.keys()];

/**
 * The macro that a call is, as a node of its own; a mistake if it is one but wrongly written; `undefined`
 * if it is an ordinary call. A wrong number of arguments makes an ordinary call, as CEL has it.
 */
export function expandMacro(call: Node<'call'>): Expression | Mistake | undefined {
  const { name, span, receiver, args } = call;
  if (receiver === undefined) {
    const [operand] = args;
    if (name !== 'has' || operand === undefined || args.length !== 1) return undefined;
    return operand.kind === 'select' ? { kind: 'has', span, operand } : notAField(operand.span);
  }
  if (name === 'bind' && receiver.kind === 'name' && receiver.name === 'cel') return bind(call);
  if (!LOOPS.get(name)?.includes(args.length)) return undefined;
  const [variable, ...rest] = args;
  if (variable?.kind !== 'name') return notAVariable(variable?.span ?? span, name);
  const body = rest[rest.length - 1];
  if (body === undefined) return undefined;
  return {
    kind: 'comprehension',
    span,
    macro: name as Node<'comprehension'>['macro'],
    target: receiver,
    variable: variable.name,
    filter: rest.length === 2 ? rest[0] : undefined,
    body,
  };
}

function bind({ span, args }: Node<'call'>): Expression | Mistake | undefined {
  const [variable, value, body] = args;
  if (value === undefined || body === undefined || args.length !== 3) return undefined;
  if (variable?.kind !== 'name') return notAVariable(variable?.span ?? span, 'cel.bind');
  return { kind: 'bind', span, variable: variable.name, value, body };
}
