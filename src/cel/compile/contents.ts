import type { Frame } from '../environment.ts';
import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import type { Admit } from './admit.ts';
import { type AnyMap, chargedKeys, mapGet } from './map-access.ts';
import type { NodeFaults } from './node-faults.ts';

/** Steps for reading one value inside another and writing it; a unit of text costs one more. */
const NESTED = 8;

/**
 * Checks and charges all that a list or map holds, for a function that reads it: gives the first fault
 * there is, `undefined` for none. What has no steps left is not gone into, so that no value takes longer
 * than the steps allow, were it endless.
 *
 * @param own the levels whose contents need no check; see `ownLevels`
 */
export function readContents(
  value: unknown,
  own: number,
  admit: Admit,
  faults: NodeFaults,
  frame: Frame,
): Fault | undefined {
  const open: { readonly container: unknown; readonly depth: number }[] = [];
  if (isContainer(value)) open.push({ container: value, depth: 0 });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { container, depth } = next;
    const items = itemsOf(container, frame);
    if (items === undefined) return faults.budget;
    for (const item of items) {
      const part = depth < own ? item : admit(item, faults);
      if (part instanceof Fault) return part;
      if (typeof part === 'string' || part instanceof Uint8Array) frame.steps -= part.length;
      else if (isContainer(part)) open.push({ container: part, depth: depth + 1 });
    }
    if (frame.steps < 0) return faults.budget;
  }
  return undefined;
}

/** The elements of a list, or the keys and values of a map, charged; `undefined` when steps are lacking. */
function itemsOf(container: unknown, frame: Frame): readonly unknown[] | undefined {
  if (Array.isArray(container)) {
    frame.steps -= NESTED * container.length;
    return frame.steps < 0 ? undefined : container;
  }
  const map = container as AnyMap;
  const keys = chargedKeys(map, frame);
  if (keys === undefined) return undefined;
  frame.steps -= 2 * NESTED * keys.length;
  return frame.steps < 0 ? undefined : keys.flatMap((key) => [key, mapGet(map, key)]);
}

const isContainer = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Array.isArray(value) || kindOf(value) === 'map');
