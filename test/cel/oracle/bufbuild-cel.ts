import {
  type CelInput,
  CelScalar,
  type CelType,
  type CelUint,
  celEnv,
  celMap,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
  listType,
  mapType,
  objectType,
  parse,
  plan,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { create, isMessage } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { StaticType } from '../../../src/cel/environment.ts';
import { CelMap, Duration, Timestamp, TypeValue, Uint } from '../../../src/cel/value.ts';
import { failure, type Implementation, type Outcome, type Source } from './implementation.ts';
import { installedVersion } from './installed-version.ts';

/** `@bufbuild/cel` with its string extension. It has no public checker, so it says no type. */
export const bufbuildCel: Implementation = {
  name: '@bufbuild/cel',
  version: installedVersion('@bufbuild/cel'),
  load(source) {
    try {
      const program = plan(environmentOf(source), parse(source.expression));
      return {
        type: () => undefined,
        run: (bindings) => run(() => program(Object.fromEntries(toTheirs(bindings)))),
      };
    } catch (error) {
      return failure('load', 'syntax', (error as Error).message);
    }
  },
};

const environmentOf = ({ container, variables }: Source) =>
  celEnv({
    namespace: container,
    funcs: strings,
    variables: Object.fromEntries([...variables].map(([name, type]) => [name, typeOf(type)])),
  });

const { DYN } = CelScalar;

function typeOf(type: StaticType): CelType {
  switch (type) {
    case 'list':
      return listType(DYN);
    case 'map':
      return mapType(DYN, DYN);
    case 'google.protobuf.Timestamp':
      return objectType(TimestampSchema);
    case 'google.protobuf.Duration':
      return objectType(DurationSchema);
    default:
      return Object.values(CelScalar).find(({ name }) => name === type) ?? DYN;
  }
}

function* toTheirs(bindings: ReadonlyMap<string, unknown>): Iterable<[string, CelInput]> {
  for (const [name, value] of bindings) yield [name, theirs(value)];
}

function run(evaluation: () => unknown): Outcome {
  try {
    const result = evaluation();
    if (isCelError(result)) return failure('run', 'error', result.message);
    return { value: ours(result) };
  } catch (error) {
    return failure('run', 'thrown', (error as Error).message);
  }
}

/** A map goes over as a `Map`: it reads `constructor` of a plain object to see whether it is one. */
function theirs(value: unknown): CelInput {
  if (value instanceof Uint) return celUint(value.value);
  if (value instanceof Timestamp) {
    return create(TimestampSchema, { seconds: BigInt(value.seconds), nanos: value.nanos });
  }
  if (value instanceof Duration) {
    return create(DurationSchema, { seconds: BigInt(value.seconds), nanos: value.nanos });
  }
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) {
    return value as CelInput;
  }
  if (Array.isArray(value)) return value.map(theirs);
  const entries = value instanceof CelMap ? [...value.entries()] : Object.entries(value);
  return celMap(new Map(entries.map(([key, entry]) => [theirs(key) as Key, theirs(entry)])));
}

type Key = string | bigint | boolean | CelUint;

function ours(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (isCelUint(value)) return new Uint(value.value);
  if (isCelList(value)) return [...value].map(ours);
  if (isCelMap(value)) {
    const map = new CelMap();
    for (const [key, entry] of value.entries()) map.add(ours(key), ours(entry));
    return map;
  }
  const message = isReflectMessage(value) ? value.message : value;
  if (isMessage(message, TimestampSchema)) {
    return new Timestamp(Number(message.seconds), message.nanos);
  }
  if (isMessage(message, DurationSchema)) {
    return new Duration(Number(message.seconds), message.nanos);
  }
  if (isCelType(value)) return new TypeValue(value.name);
  throw new Error('a value of no known type');
}
