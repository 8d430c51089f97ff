import type { Frame } from '../environment.ts';
import type { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { nameOf } from '../kind-words.ts';
import { compareDurations, compareTimestamps } from '../library/time.ts';
import { Duration, Timestamp } from '../value.ts';
import type { NodeFaults } from './node-faults.ts';
import { compareNumbers, numberOf } from './number.ts';

/** Comparing strings or bytes costs a step per so many units. */
const UNITS_PER_STEP = 8;

/**
 * Orders two values: negative, zero or positive, NaN where neither comes first; a fault for kinds that
 * have no order together, and when the steps are used up. Strings are ordered by code points. With `json`,
 * messages call every number just that.
 */
export function order(
  left: unknown,
  right: unknown,
  frame: Frame,
  faults: NodeFaults,
  json: boolean,
): number | Fault {
  if (typeof left === 'string' && typeof right === 'string') {
    if (!charge(frame, Math.min(left.length, right.length))) return faults.budget;
    return compareStrings(left, right);
  }
  const first = numberOf(left);
  const second = numberOf(right);
  if (first !== undefined && second !== undefined) return compareNumbers(first, second);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Timestamp && right instanceof Timestamp) {
    return compareTimestamps(left, right);
  }
  if (left instanceof Duration && right instanceof Duration) return compareDurations(left, right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    if (!charge(frame, Math.min(left.length, right.length))) return faults.budget;
    return compareBytes(left, right);
  }
  // named in one order, since a comparison may be compiled with its sides exchanged
  const kinds = [named(left, json), named(right, json)].sort().join(' and ');
  return faults.of('no-such-overload', `${kinds} have no order`);
}

const named = (value: unknown, json: boolean): string => nameOf(kindOf(value) ?? 'dyn', json);

function charge(frame: Frame, units: number): boolean {
  frame.steps -= Math.floor(units / UNITS_PER_STEP);
  return frame.steps >= 0;
}

/** Surrogates stand below U+E000 in UTF-16, but mean code points above U+FFFF. */
function compareStrings(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const first = left.charCodeAt(at);
    const second = right.charCodeAt(at);
    if (first === second) continue;
    return rank(first) - rank(second);
  }
  return left.length - right.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
