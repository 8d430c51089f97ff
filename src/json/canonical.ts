import canonicalize from 'canonicalize';

/**
 * The canonical form of RFC 8785: equal values give equal texts, whatever the order of their keys.
 *
 * @param value JSON already; members that are `undefined` count as absent
 *   Half of a surrogate pair, for which RFC 8785 has no form, is written as its escape
 * @throws TypeError for what JSON cannot say: a number that is not finite, a function
 */
export function canonicalJson(value: unknown): string {
  const inOrder = sorted(value);
  // the form of numbers and texts in RFC 8785 is that of JSON.stringify
  const text = inOrder === UNSORTED ? canonicalize(value) : JSON.stringify(inOrder);
  if (text === undefined) throw new TypeError('the value is no JSON');
  return text;
}

/** Stands for what the general way has to write, or refuse. */
const UNSORTED = Symbol('unsorted');

/** A copy with the keys of all objects in order, which is then written at once: twice as fast as writing it part by part. */
function sorted(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : UNSORTED;
    case 'object':
      if (value === null) return value;
      return Array.isArray(value) ? sortedItems(value) : sortedMembers(value);
    default:
      return UNSORTED;
  }
}

function sortedItems(items: readonly unknown[]): unknown {
  const copy: unknown[] = [];
  for (const item of items) {
    const one = sorted(item);
    if (one === UNSORTED) return UNSORTED;
    copy.push(one);
  }
  return copy;
}

function sortedMembers(value: object): unknown {
  if ('toJSON' in value) return UNSORTED;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const member = sorted(value[key as keyof typeof value]);
    if (member === UNSORTED || !keepsItsPlace(key)) return UNSORTED;
    copy[key] = member;
  }
  return copy;
}

/** An object puts keys that are whole numbers first, and takes `__proto__` for its prototype. */
function keepsItsPlace(key: string): boolean {
  const first = key.charCodeAt(0);
  return !(first >= DIGIT_0 && first <= DIGIT_9) && key !== '__proto__';
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
