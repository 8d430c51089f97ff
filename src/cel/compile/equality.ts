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
 * CEL equality: numbers by their values across int, uint and double, lists and maps by their contents,
 * values of different kinds never equal. Every element costs a step. Gives a fault for contents that are
 * no JSON where JSON is wanted, for nesting beyond 128 levels, and when the steps are used up.
 */
export function equal(
  left: unknown,
  right: unknown,
  frame: Frame,
  admit: Admit,
  faults: NodeFaults,
): boolean | Fault {
  return equalAt(left, right, frame, admit, faults, 0);
}

function equalAt(
  left: unknown,
  right: unknown,
  frame: Frame,
  admit: Admit,
  faults: NodeFaults,
  depth: number,
): boolean | Fault {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return equalScalars(left, right, frame, faults);
  }
  if (depth > DEEPEST)
    return faults.of('budget', 'the values are nested too deeply to be compared');
  if (Array.isArray(left)) {
    if (!Array.isArray(right)) return false;
    return equalLists(left, right, frame, admit, faults, depth);
  }
  const kind = kindOf(left);
  if (kind === 'map') {
    if (Array.isArray(right) || kindOf(right) !== 'map') return false;
    return equalMaps(left as AnyMap, right as AnyMap, frame, admit, faults, depth);
  }
  if (left instanceof Optional && right instanceof Optional) {
    if (!left.present || !right.present) return left.present === right.present;
    return equalAt(left.value, right.value, frame, admit, faults, depth + 1);
  }
  return equalOthers(left, right, frame, faults);
}

function equalScalars(
  left: unknown,
  right: unknown,
  frame: Frame,
  faults: NodeFaults,
): boolean | Fault {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length === right.length && left.length > UNITS_PER_STEP) {
      frame.steps -= Math.floor(left.length / UNITS_PER_STEP);
      if (frame.steps < 0) return faults.budget;
    }
    return left === right;
  }
  if (left === right) return true;
  const first = numberOf(left);
  const second = first === undefined ? undefined : numberOf(right);
  return first !== undefined && second !== undefined && compareNumbers(first, second) === 0;
}

function equalOthers(
  left: object,
  right: object,
  frame: Frame,
  faults: NodeFaults,
): boolean | Fault {
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
    return frame.steps < 0 ? faults.budget : left.every((byte, index) => byte === right[index]);
  }
  return equalScalars(left, right, frame, faults);
}

function equalLists(
  left: readonly unknown[],
  right: readonly unknown[],
  frame: Frame,
  admit: Admit,
  faults: NodeFaults,
  depth: number,
): boolean | Fault {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    const same = equalParts(left[index], right[index], frame, admit, faults, depth);
    if (same !== true) return same;
  }
  return true;
}

function equalMaps(
  left: AnyMap,
  right: AnyMap,
  frame: Frame,
  admit: Admit,
  faults: NodeFaults,
  depth: number,
): boolean | Fault {
  const size = chargedSize(right, frame);
  const keys = chargedKeys(left, frame);
  if (keys === undefined || size === undefined) return faults.budget;
  if (keys.length !== size) return false;
  for (const key of keys) {
    const value = mapGet(right, key);
    if (value === undefined) return false;
    const same = equalParts(mapGet(left, key), value, frame, admit, faults, depth);
    if (same !== true) return same;
  }
  return true;
}

function equalParts(
  left: unknown,
  right: unknown,
  frame: Frame,
  admit: Admit,
  faults: NodeFaults,
  depth: number,
): boolean | Fault {
  frame.steps -= 1;
  if (frame.steps < 0) return faults.budget;
  const first = admit(left, faults);
  if (first instanceof Fault) return first;
  const second = admit(right, faults);
  if (second instanceof Fault) return second;
  return equalAt(first, second, frame, admit, faults, depth + 1);
}

/** `value in list` or `key in map`; `list` is charged in full before it is searched. */
export function contained(
  value: unknown,
  container: unknown,
  frame: Frame,
  admit: Admit,
  faults: NodeFaults,
): boolean | Fault {
  if (Array.isArray(container)) {
    for (const item of container as readonly unknown[]) {
      const same = equalParts(value, item, frame, admit, faults, 0);
      if (same !== false) return same;
    }
    return false;
  }
  if (kindOf(container) !== 'map')
    return faults.of('no-such-overload', '`in` takes a list or a map');
  switch (kindOf(value)) {
    case 'string':
    case 'bool':
    case 'int':
    case 'uint':
    case 'double':
      return mapGet(container as AnyMap, value) !== undefined;
    default:
      return faults.of('no-such-overload', 'a map has no keys of this kind');
  }
}
