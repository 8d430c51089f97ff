import type { Frame } from '../environment.ts';
import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { Duration, Optional, Timestamp, TypeValue } from '../value.ts';
import type { Admit } from './admit.ts';
import { type AnyMap, chargedKeys, chargedSize, mapGet } from './map-access.ts';
import type { NodeFaults } from './node-faults.ts';
import { compareNumbers, numberOf } from './number.ts';

/** Values nested deeper than this are not compared: a cyclic one would never end. */
const DEEPEST = 128;

/** Comparing two strings of one length costs a step per so many UTF-16 units. */
const UNITS_PER_STEP = 16;

/**
 * CEL equality for one node: numbers by their values across int, uint and double, lists and maps by their
 * contents, values of different kinds never equal. Every element costs a step. Gives a fault for contents
 * that are no JSON where JSON is wanted, for nesting beyond 128 levels, and when the steps are used up.
 */
export class Equality {
  readonly #admit: Admit;
  readonly #faults: NodeFaults;
  readonly #own: { readonly left: number; readonly right: number };

  /** @param own the levels of both sides whose contents need no check; see `ownLevels` */
  constructor(
    admit: Admit,
    faults: NodeFaults,
    own: { readonly left: number; readonly right: number },
  ) {
    this.#admit = admit;
    this.#faults = faults;
    this.#own = own;
  }

  /** `left == right` */
  equal(left: unknown, right: unknown, frame: Frame): boolean | Fault {
    return this.#equalAt(left, right, frame, 0);
  }

  /** `value in list` or `key in map`; each element that is looked at costs a step. */
  contained(value: unknown, container: unknown, frame: Frame): boolean | Fault {
    if (Array.isArray(container)) {
      for (const item of container as readonly unknown[]) {
        const same = this.#equalParts(value, item, frame, 0);
        if (same !== false) return same;
      }
      return false;
    }
    if (kindOf(container) !== 'map') {
      return this.#faults.of('no-such-overload', '`in` takes a list or a map');
    }
    switch (kindOf(value)) {
      case 'string':
      case 'bool':
      case 'int':
      case 'uint':
      case 'double':
        return mapGet(container as AnyMap, value) !== undefined;
      default:
        return this.#faults.wrongKey;
    }
  }

  #equalAt(left: unknown, right: unknown, frame: Frame, depth: number): boolean | Fault {
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
      return this.#equalScalars(left, right, frame);
    }
    if (depth > DEEPEST) {
      return this.#faults.of('budget', 'the values are nested too deeply to be compared');
    }
    if (Array.isArray(left)) {
      if (!Array.isArray(right)) return false;
      return this.#equalLists(left, right, frame, depth);
    }
    const kind = kindOf(left);
    if (kind === 'map') {
      if (Array.isArray(right) || kindOf(right) !== 'map') return false;
      return this.#equalMaps(left as AnyMap, right as AnyMap, frame, depth);
    }
    if (left instanceof Optional && right instanceof Optional) {
      if (!left.present || !right.present) return left.present === right.present;
      return this.#equalAt(left.value, right.value, frame, depth + 1);
    }
    return this.#equalOthers(left, right, frame);
  }

  #equalScalars(left: unknown, right: unknown, frame: Frame): boolean | Fault {
    if (typeof left === 'string' && typeof right === 'string') {
      if (left.length === right.length && left.length > UNITS_PER_STEP) {
        frame.steps -= Math.floor(left.length / UNITS_PER_STEP);
        if (frame.steps < 0) return this.#faults.budget;
      }
      return left === right;
    }
    if (left === right) return true;
    const first = numberOf(left);
    const second = first === undefined ? undefined : numberOf(right);
    return first !== undefined && second !== undefined && compareNumbers(first, second) === 0;
  }

  #equalOthers(left: object, right: object, frame: Frame): boolean | Fault {
    if (left instanceof Timestamp) {
      return (
        right instanceof Timestamp && left.seconds === right.seconds && left.nanos === right.nanos
      );
    }
    if (left instanceof Duration) {
      return (
        right instanceof Duration && left.seconds === right.seconds && left.nanos === right.nanos
      );
    }
    if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name;
    if (left instanceof Uint8Array) {
      if (!(right instanceof Uint8Array) || left.length !== right.length) return false;
      frame.steps -= Math.floor(left.length / UNITS_PER_STEP);
      return frame.steps < 0
        ? this.#faults.budget
        : left.every((byte, index) => byte === right[index]);
    }
    return this.#equalScalars(left, right, frame);
  }

  #equalLists(
    left: readonly unknown[],
    right: readonly unknown[],
    frame: Frame,
    depth: number,
  ): boolean | Fault {
    if (left.length !== right.length) return false;
    for (let index = 0; index < left.length; index += 1) {
      const same = this.#equalParts(left[index], right[index], frame, depth);
      if (same !== true) return same;
    }
    return true;
  }

  #equalMaps(left: AnyMap, right: AnyMap, frame: Frame, depth: number): boolean | Fault {
    const size = chargedSize(right, frame);
    const keys = chargedKeys(left, frame);
    if (keys === undefined || size === undefined) return this.#faults.budget;
    if (keys.length !== size) return false;
    for (const key of keys) {
      const value = mapGet(right, key);
      if (value === undefined) return false;
      const same = this.#equalParts(mapGet(left, key), value, frame, depth);
      if (same !== true) return same;
    }
    return true;
  }

  #equalParts(left: unknown, right: unknown, frame: Frame, depth: number): boolean | Fault {
    frame.steps -= 1;
    if (frame.steps < 0) return this.#faults.budget;
    const first = depth < this.#own.left ? left : this.#admit(left, this.#faults);
    if (first instanceof Fault) return first;
    const second = depth < this.#own.right ? right : this.#admit(right, this.#faults);
    if (second instanceof Fault) return second;
    return this.#equalAt(first, second, frame, depth + 1);
  }
}
