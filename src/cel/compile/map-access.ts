import type { Frame } from '../environment.ts';
import type { PlainObject } from '../kind.ts';
import { CelMap, Uint } from '../value.ts';

/** A CEL map in any of its forms. */
export type AnyMap = PlainObject | CelMap | ReadonlyMap<unknown, unknown>;

/** The value of a key; `undefined` when absent. `key` is a bool, int, uint, double or string. */
export function mapGet(map: AnyMap, key: unknown): unknown {
  if (map instanceof CelMap) return map.get(key);
  if (map instanceof Map) return jsMapGet(map, key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? (map as PlainObject)[key] : undefined;
}

/**
 * The keys that have a value, in order, for a step each; `undefined` when there are not steps enough.
 * Finding the keys of a plain object takes as long as it has keys, so that it is not begun without any.
 */
export function chargedKeys(map: AnyMap, frame: Frame): readonly unknown[] | undefined {
  if (frame.steps < 0) return undefined;
  const keys = keysOf(map);
  frame.steps -= keys.length;
  if (frame.steps < 0) return undefined;
  return isForeign(map) ? keys : keys.filter((key) => mapGet(map, key) !== undefined);
}

/** How many keys have a value, for a step each; `undefined` when there are not steps enough. */
export function chargedSize(map: AnyMap, frame: Frame): number | undefined {
  return isForeign(map) ? map.size : chargedKeys(map, frame)?.length;
}

/** The keys that have a value, in order. */
export function mapKeys(map: AnyMap): readonly unknown[] {
  return isForeign(map) ? keysOf(map) : keysOf(map).filter((key) => mapGet(map, key) !== undefined);
}

const isForeign = (map: AnyMap): map is CelMap | ReadonlyMap<unknown, unknown> =>
  map instanceof CelMap || map instanceof Map;

function keysOf(map: AnyMap): readonly unknown[] {
  if (map instanceof CelMap) return Array.from(map.entries(), ([key]) => key);
  return map instanceof Map ? [...map.keys()] : Object.keys(map);
}

/** A JavaScript map tells 1, 1n and uints apart; CEL does not. */
function jsMapGet(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  const found = map.get(key);
  if (found !== undefined || typeof key === 'string' || typeof key === 'boolean') return found;
  const whole =
    key instanceof Uint
      ? key.value
      : typeof key === 'number' && Number.isInteger(key)
        ? BigInt(key)
        : key;
  if (typeof whole !== 'bigint') return undefined;
  const other = map.get(whole) ?? map.get(Number(whole));
  if (other !== undefined) return other;
  for (const [candidate, value] of map) {
    if (candidate instanceof Uint && candidate.value === whole) return value;
  }
  return undefined;
}
