import type { Overload } from '../../src/cel/environment.ts';
import { Problem } from '../../src/cel/fault.ts';
import { kindOf } from '../../src/cel/kind.ts';
import { LIBRARY } from '../../src/cel/library/library.ts';
import { kindsOf } from '../../src/cel/library/overload.ts';

/** The overload that takes these values, called as a function or, with `method`, on the first of them. */
export function overloadOf(
  name: string,
  args: readonly unknown[],
  method = false,
): Overload | undefined {
  return LIBRARY.get(name)?.find((overload) => {
    if ((overload.receiver !== undefined) !== method) return false;
    const kinds = kindsOf(overload);
    return (
      kinds.length === args.length &&
      kinds.every((kind, index) => kind === 'dyn' || kind === kindOf(args[index]))
    );
  });
}

/** What a function gives; a problem as `!code`. */
export const call = (name: string, ...args: unknown[]): unknown => result(name, args, false);

/** What a method gives for a receiver; a problem as `!code`. */
export const on = (receiver: unknown, name: string, ...args: unknown[]): unknown =>
  result(name, [receiver, ...args], true);

function result(name: string, args: readonly unknown[], method: boolean): unknown {
  const overload = overloadOf(name, args, method);
  if (overload === undefined) return '!no-such-overload';
  return shown(overload.call(...args));
}

/** A problem as `!code`, everything else as it is. */
export const shown = (value: unknown): unknown =>
  value instanceof Problem ? `!${value.code}` : value;
