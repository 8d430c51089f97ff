import type { StaticType } from './environment.ts';
import { NUMBER_KINDS } from './kind.ts';

const NAMES: Readonly<Partial<Record<StaticType, string>>> = {
  dyn: 'a value',
  null_type: 'null',
  bool: 'a boolean',
  int: 'an int',
  uint: 'a uint',
  double: 'a double',
  string: 'a string',
  bytes: 'bytes',
  list: 'a list',
  map: 'a map',
  'google.protobuf.Timestamp': 'a timestamp',
  'google.protobuf.Duration': 'a duration',
  type: 'a type',
  optional_type: 'an optional',
};

/** A kind in a sentence: `a string`. With JSON numbers all numbers are just that. */
export const nameOf = (type: StaticType, json: boolean): string =>
  json && NUMBER_KINDS.has(type) ? 'a number' : (NAMES[type] ?? `a value of type \`${type}\``);
