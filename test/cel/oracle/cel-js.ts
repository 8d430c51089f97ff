import { Environment, type Optional as TheirOptional } from '@marcbachmann/cel-js';
import { Duration as TheirDuration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { CelMap, Duration, Optional, Timestamp, TypeValue, Uint } from '../../../src/cel/value.ts';
import { failure, type Implementation, type Outcome, type Source } from './implementation.ts';
import { installedVersion } from './installed-version.ts';

/** `@marcbachmann/cel-js` with optionals on and mixed literals allowed, its most permissive setting. */
export const celJs: Implementation = {
  name: '@marcbachmann/cel-js',
  version: installedVersion('@marcbachmann/cel-js'),
  load(source) {
    try {
      const parsed = environmentOf(source).parse(source.expression);
      return {
        type: () => parsed.check().type?.replace(/<.*/s, ''),
        run: (bindings) => run(() => parsed(Object.fromEntries(toTheirs(bindings)))),
      };
    } catch (error) {
      const { name, message } = error as Error;
      return failure('load', name === 'ParseError' ? 'syntax' : name, message);
    }
  },
};

function environmentOf(source: Source): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  for (const [name, type] of source.variables) {
    environment.registerVariable(name, TYPE_NAMES.get(type) ?? type);
  }
  for (const { name, params, result } of source.functions) {
    const taken = params.map(({ kind }) => kind).join(', ');
    environment.registerFunction(`${name}(${taken}): ${result.kind}`, () => null);
  }
  return environment;
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['null_type', 'null'],
  ['optional_type', 'optional'],
]);

function* toTheirs(bindings: ReadonlyMap<string, unknown>): Iterable<[string, unknown]> {
  for (const [name, value] of bindings) yield [name, theirs(value)];
}

function run(evaluation: () => unknown): Outcome {
  try {
    return { value: ours(evaluation()) };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    // It checks types when an expression first runs, not when it is parsed.
    return failure(
      name === 'TypeError' ? 'load' : 'run',
      code ?? name,
      message.split('\n')[0] ?? '',
    );
  }
}

/** A map goes over as a `Map`: a plain object is a map to it only while no key is called `constructor`. */
function theirs(value: unknown): unknown {
  if (value instanceof Uint) return new UnsignedInt(value.value);
  if (value instanceof Timestamp) return new Date(value.seconds * 1000 + value.nanos / 1e6);
  if (value instanceof Duration) return new TheirDuration(value.seconds, value.nanos);
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(theirs);
  const entries = value instanceof CelMap ? [...value.entries()] : Object.entries(value);
  return new Map(entries.map(([key, entry]) => [theirs(key), theirs(entry)]));
}

function ours(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    if (value === undefined) throw new Error('undefined is no value');
    return value;
  }
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(ours);
  if (value instanceof Set) return [...value].map(ours);
  if (value instanceof UnsignedInt) return new Uint(value.value);
  if (value instanceof Date) return timestampOf(value);
  if (value instanceof TheirDuration) return new Duration(Number(value.seconds), value.nanos);
  if (isOptional(value)) return value.hasValue() ? Optional.of(ours(value.value())) : Optional.none;
  if (/^Type<.*>$/.test(String(value))) return typeOf(value as { name: string });
  const map = new CelMap();
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  for (const [key, entry] of entries) map.add(ours(key), ours(entry));
  return map;
}

function timestampOf(date: Date): Timestamp {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw new Error('an invalid date is no timestamp');
  const seconds = Math.floor(milliseconds / 1000);
  return new Timestamp(seconds, (milliseconds - seconds * 1000) * 1e6);
}

const isOptional = (value: object): value is TheirOptional =>
  value.constructor?.name === 'Optional' && 'hasValue' in value;

const typeOf = ({ name }: { name: string }): TypeValue =>
  new TypeValue(name === 'null' ? 'null_type' : name === 'optional' ? 'optional_type' : name);
