import type { JsonRecord, JsonValue } from '../../src/json/json-value.ts';

/** A value in which one thing is different. */
export interface SingleChange {
  /** What is different, as `changed param.amount`. */
  readonly name: string;
  readonly value: JsonValue;
}

/** Every way to change, remove or empty one field of a record, however deep, or to add one to it. */
export function* changesOf(record: JsonRecord, path = ''): Generator<SingleChange> {
  yield { name: `added to ${path || 'the whole'}`, value: { ...record, zzz: 1 } };
  for (const [key, part] of Object.entries(record)) {
    const name = path === '' ? key : `${path}.${key}`;
    const { [key]: _, ...rest } = record;
    yield { name: `removed ${name}`, value: rest };
    if (part !== null) yield { name: `emptied ${name}`, value: { ...record, [key]: null } };
    yield { name: `changed ${name}`, value: { ...record, [key]: another(part) } };
    if (typeof part !== 'object' || part === null || Array.isArray(part)) continue;
    for (const inner of changesOf(part as JsonRecord, name)) {
      yield { name: inner.name, value: { ...record, [key]: inner.value } };
    }
  }
}

/** Another value of the same kind, as near as can be. */
function another(value: JsonValue): JsonValue {
  if (typeof value === 'string') return `${value.startsWith('1') ? '2' : '1'}${value.slice(1)}`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) ? value.toReversed() : 0;
}
