import type { PlainObject } from './kind.ts';
import { CelMap, Uint } from './value.ts';

/** A CEL map in any of its forms. */
export type AnyMap = PlainObject | CelMap | ReadonlyMap<unknown, unknown>;

/** The value of a key; `undefined` when absent. `key` is a bool, int, uint, double or string. */
export function mapGet(map: AnyMap, key: unknown): unknown {
  if (map instanceof CelMap) return map.get(key);
  if (map instanceof Map) return jsMapGet(map, key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? (map as PlainObject)[key] : undefined;
}

/** How many keys have a value. As slow as the map is large, for plain objects. */
export function mapSize(map: AnyMap): number {
  if (map instanceof CelMap || map instanceof Map) return map.size;
  let size = 0;
  for (const key of Object.keys(map)) if ((map as PlainObject)[key] !== undefined) size += 1;
  return size;
}

/** The keys that have a value, in order. */
export function mapKeys(map: AnyMap): unknown[] {
  if (map instanceof CelMap) return Array.from(map.entries(), ([key]) => key);
  if (map instanceof Map) return [...map.keys()];
  return Object.keys(map).filter((key) => (map as PlainObject)[key] !== undefined);
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
