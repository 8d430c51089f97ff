import type { Node } from '../ast.ts';
import type { Evaluate } from '../environment.ts';
import { Fault } from '../fault.ts';
import { Optional } from '../value.ts';
import type { Compilation } from './compilation.ts';
import { NodeFaults } from './node-faults.ts';

/**
 * `optional.or(other)` and `optional.orValue(value)`: what stands in for an absent value is evaluated only
 * when it is needed, so that an error in it counts only then. `undefined` for any other call.
 */
export function compileFallback(
  { name, receiver, args, span }: Node<'call'>,
  compilation: Compilation,
): Evaluate | undefined {
  const [fallback] = args;
  if (receiver === undefined || fallback === undefined || args.length !== 1) return undefined;
  if (name !== 'or' && name !== 'orValue') return undefined;
  const optional = compilation.compile(receiver);
  const other = compilation.compile(fallback);
  const faults = new NodeFaults(span);
  const wrong = `\`${name}\` does not take these values`;
  return (frame) => {
    const value = optional(frame);
    if (value instanceof Fault) return value;
    if (!(value instanceof Optional)) return faults.of('no-such-overload', wrong);
    if (value.present) return name === 'or' ? value : value.value;
    const result = other(frame);
    if (name === 'orValue' || result instanceof Optional || result instanceof Fault) return result;
    return faults.of('no-such-overload', wrong);
  };
}

/** `optMap` wraps what its body gives; `optFlatMap` expects an optional from it. */
export function compileOptionalMacro(
  target: Evaluate,
  slot: number,
  body: Evaluate,
  wraps: boolean,
  faults: NodeFaults,
): Evaluate {
  return (frame) => {
    const optional = target(frame);
    if (optional instanceof Fault) return optional;
    if (!(optional instanceof Optional)) {
      return faults.of('no-such-overload', 'this takes an optional, as `.?` gives it');
    }
    if (!optional.present) return optional;
    frame.locals[slot] = optional.value;
    const value = body(frame);
    if (value instanceof Fault) return value;
    if (wraps) return Optional.of(value);
    return value instanceof Optional
      ? value
      : faults.of('no-such-overload', '`optFlatMap` needs an optional from its last argument');
  };
}
