import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { fitsInt } from '../value.ts';
import type { NodeFaults } from './node-faults.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * Checks a value that comes out of the bindings: gives the value itself, or a fault in its place. The
 * contents of lists and maps are checked when they are read in their turn.
 */
export type Admit = (value: unknown, faults: NodeFaults) => unknown;

/** A number that JSON cannot carry exactly, and anything that is no JSON, is a fault. */
export const admitJson: Admit = (value, faults) => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return value <= LARGEST && value >= -LARGEST ? value : faults.unsafeNumber;
    default:
      return value === null ? value : admitOther(value, faults, false);
  }
};

/** What has no kind in CEL is a fault. */
export const admitAny: Admit = (value, faults) => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    default:
      return value === null ? value : admitOther(value, faults, true);
  }
};

function admitOther(value: unknown, faults: NodeFaults, maps: boolean): unknown {
  if (typeof value === 'object' && value !== null) {
    // the two that nearly every object is, before anything slower
    if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) return value;
    if (value instanceof Fault) return value;
  } else if (typeof value === 'bigint') {
    return fitsInt(value) ? value : faults.unsafeNumber;
  }
  if (kindOf(value) === undefined || (!maps && value instanceof Map)) return faults.notJson;
  return value;
}
