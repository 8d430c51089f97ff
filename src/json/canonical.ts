import canonicalize from 'canonicalize';

/**
 * The canonical form of RFC 8785: equal values give equal texts, whatever the order of their keys.
 *
 * @param value JSON already; members that are `undefined` count as absent
 *   Half of a surrogate pair, for which RFC 8785 has no form, is written as its escape
 * @throws TypeError for what JSON cannot say: a number that is not finite, a function
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value is no JSON');
  return text;
}
