import { Fault } from '../fault.ts';
import { isPlainObject, kindOf, type PlainObject } from '../kind.ts';
import { Optional, Uint } from '../value.ts';
import type { Admit } from './admit.ts';
import { type AnyMap, mapGet } from './map-access.ts';
import type { NodeFaults } from './node-faults.ts';

/** The rules of one access, fixed when it is compiled. */
export class Access {
  readonly admit: Admit;
  readonly faults: NodeFaults;
  readonly #missing: string;
  #absent: Fault | undefined;

  /** @param missing what to say where the field or key is not there */
  constructor(admit: Admit, faults: NodeFaults, missing: string) {
    this.admit = admit;
    this.faults = faults;
    this.#missing = missing;
  }

  get absent(): Fault {
    this.#absent ??= this.faults.of('no-such-field', this.#missing);
    return this.#absent;
  }
}

/**
 * `target.field`, by own properties only. On an optional it gives an optional. A fault for a field that
 * is absent, and for a target that has no fields.
 */
export function fieldOf(target: unknown, field: string, access: Access): unknown {
  // nearly every target is plain, and what it lacks should not cost more than what it has
  if (!isOrdinary(target)) {
    if (target instanceof Fault) return target;
    if (target instanceof Optional) return optionalItemOf(target, field, access);
  }
  return present(fieldIn(target, field, access), access);
}

/** `target[key]` of a list or a map; on an optional it gives an optional. */
export function itemOf(target: unknown, key: unknown, access: Access): unknown {
  if (target instanceof Fault) return target;
  if (key instanceof Fault) return key;
  if (target instanceof Optional) return optionalItemOf(target, key, access);
  const value = itemIn(target, key, access);
  if (value !== undefined) return value;
  return Array.isArray(target)
    ? access.faults.of('index-out-of-range', 'the list has no element at this index')
    : access.absent;
}

/** `target.?field` and `target[?key]`: an optional, empty where there is nothing. */
export function optionalItemOf(target: unknown, key: unknown, access: Access): unknown {
  if (target instanceof Fault) return target;
  if (key instanceof Fault) return key;
  if (target instanceof Optional) {
    return target.present ? optionalItemOf(target.value, key, access) : target;
  }
  const value = itemIn(target, key, access);
  if (value === undefined) return Optional.none;
  return value instanceof Fault ? value : Optional.of(value);
}

/** An element or the value of a key; `undefined` when there is none. */
function itemIn(target: unknown, key: unknown, access: Access): unknown {
  if (Array.isArray(target)) return elementIn(target, key, access);
  if (typeof key === 'string') return fieldIn(target, key, access);
  const { admit, faults } = access;
  const map = mapOf(target, access);
  if (map === undefined || map instanceof Fault) return map;
  switch (kindOf(key)) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'double':
      return admitPresent(mapGet(map, key), admit, faults);
    default:
      return faults.wrongKey;
  }
}

function fieldIn(target: unknown, field: string, access: Access): unknown {
  const { admit, faults } = access;
  if (
    isOrdinary(target) ||
    (typeof target === 'object' && target !== null && isPlainObject(target))
  ) {
    return Object.hasOwn(target, field) ? admitPresent(target[field], admit, faults) : undefined;
  }
  const map = mapOf(target, access);
  if (map === undefined || map instanceof Fault) return map;
  return admitPresent(mapGet(map, field), admit, faults);
}

const present = (value: unknown, access: Access): unknown =>
  value === undefined ? access.absent : value;

/** The prototype of nearly every map is `Object.prototype` itself. */
export const isOrdinary = (target: unknown): target is PlainObject =>
  typeof target === 'object' &&
  target !== null &&
  Object.getPrototypeOf(target) === Object.prototype;

const admitPresent = (value: unknown, admit: Admit, faults: NodeFaults): unknown =>
  value === undefined ? undefined : admit(value, faults);

/** The target where it is a map, `undefined` where it is nothing, else a fault. */
function mapOf(target: unknown, { admit, faults }: Access): AnyMap | Fault | undefined {
  if (target === undefined) return undefined;
  const admitted = admit(target, faults);
  if (admitted instanceof Fault) return admitted;
  return kindOf(target) === 'map' ? (target as AnyMap) : faults.noFields;
}

function elementIn(list: readonly unknown[], key: unknown, { admit, faults }: Access): unknown {
  const index = key instanceof Uint ? key.value : key;
  const at = typeof index === 'bigint' ? Number(index) : index;
  if (typeof at !== 'number' || !Number.isInteger(at)) {
    return faults.of('no-such-overload', 'a list takes whole numbers as indexes');
  }
  return at < 0 || at >= list.length ? undefined : admit(list[at], faults);
}
