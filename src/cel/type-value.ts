import { KINDS } from './kind.ts';
import { type Kind, TypeValue } from './value.ts';

const TYPES: ReadonlyMap<string, TypeValue> = new Map(
  KINDS.map((kind) => [kind, new TypeValue(kind)]),
);

/** The type that a name stands for, as `int` in `type(1) == int`; `undefined` for any other name. */
export const typeValue = (name: Kind | (string & {})): TypeValue | undefined => TYPES.get(name);
