import type { Frame, StaticType, Variable } from '../environment.ts';
import { Fault } from '../fault.ts';
import { KINDS, kindOf } from '../kind.ts';
import { Uint } from '../value.ts';

/** Names to types, as `{ amount: 'double', tags: 'list(string)' }`; or names alone, all of them `dyn`. */
export type Declarations = Readonly<Record<string, string>> | readonly string[];

/** Values by name; own properties count, or the keys of a `Map`. */
export type Bindings = { readonly [name: string]: unknown } | ReadonlyMap<string, unknown>;

const ALIASES: Readonly<Record<string, StaticType>> = {
  dyn: 'dyn',
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  optional: 'optional_type',
};

const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/** Whether this is a name, or names with dots between them. */
export const isName = (name: string): boolean => NAME.test(name);

/** Reads declarations. Throws a `TypeError` for a name or a type that is none. */
export function declare(declarations: Declarations, json: boolean): ReadonlyMap<string, Variable> {
  const entries: readonly (readonly [string, string])[] = Array.isArray(declarations)
    ? (declarations as readonly string[]).map((name) => [name, 'dyn'] as const)
    : Object.entries(declarations as Readonly<Record<string, string>>);
  return new Map(
    entries.map(([name, type]) => {
      if (!isName(name)) throw new TypeError(`\`${name}\` is not a name of a variable`);
      return [name, variable(name, typeOf(type), json)] as const;
    }),
  );
}

/** The type of a name such as `int` or `list(string)`; what a list or map holds is not looked at. */
function typeOf(name: string): StaticType {
  const outer = /^([\w.]+)(?:\(.*\)|<.*>)?$/.exec(name)?.[1] ?? name;
  const type = typeNamed(outer);
  if (type === undefined) throw new TypeError(`\`${name}\` is not a type of CEL`);
  return type;
}

/** The type of a name such as `int` or `list`; `undefined` for any other name. */
export const typeNamed = (name: string): StaticType | undefined =>
  KINDS.find((known) => known === name) ??
  (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined);

function variable(name: string, type: StaticType, json: boolean): Variable {
  const wrong = new Fault('no-such-overload', `\`${name}\` is not bound to a value of its type`, {
    start: 0,
    end: 0,
  });
  if (type === 'dyn') return { type, read: (frame) => bound(frame, name) };
  return {
    type: json && type === 'int' ? 'double' : type,
    read: (frame) => {
      const value = bound(frame, name);
      if (value === undefined) return undefined;
      const own = converted(value, type, json);
      return own === undefined ? wrong : own;
    },
  };
}

function bound({ bindings }: Frame, name: string): unknown {
  if (bindings instanceof Map) return bindings.get(name);
  const object = bindings as { readonly [name: string]: unknown };
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * The value as its declared type has it, `undefined` where it is of another; JavaScript numbers become the
 * number that was declared.
 */
export function converted(value: unknown, type: StaticType, json: boolean): unknown {
  const kind = kindOf(value);
  if (kind === type || (type === 'dyn' && kind !== undefined)) return value;
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  if (type === 'double') return Number(value);
  if (!Number.isInteger(Number(value))) return undefined;
  if (type === 'int') return json ? value : BigInt(value);
  return type === 'uint' && value >= 0 ? new Uint(BigInt(value)) : undefined;
}
