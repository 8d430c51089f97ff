/**
 * Searching in time linear in text and needle together. The engine's own search is fastest for short
 * needles, but may compare every needle with every position: half a megabyte of `a` in which `b` and a
 * quarter of a megabyte of `a` is sought would take a minute.
 */

/** Up to this length a needle is left to the engine, which then makes at most so many comparisons a place. */
const SHORT_NEEDLE = 16;

/** Where `needle` first occurs at or after `from`; -1 when nowhere. Offsets are UTF-16 units. */
export function findFirst(text: string, needle: string, from = 0): number {
  if (needle.length <= SHORT_NEEDLE) return text.indexOf(needle, from);
  if (text.length - from < needle.length) return -1;
  const borders = bordersOf(needle);
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (needle.charCodeAt(matched) === unit) matched += 1;
    if (matched === needle.length) return at - needle.length + 1;
  }
  return -1;
}

/** Where `needle` last begins at or before `until`; -1 when nowhere. Offsets are UTF-16 units. */
export function findLast(text: string, needle: string, until: number): number {
  if (needle.length <= SHORT_NEEDLE) return text.lastIndexOf(needle, until);
  const end = Math.min(until + needle.length, text.length);
  let last = -1;
  for (const at of occurrences(text.slice(0, end), needle, true)) last = at;
  return last;
}

/** Every place where a needle of at least one unit occurs, in order; overlapping ones only on demand. */
export function* occurrences(text: string, needle: string, overlapping = false): Generator<number> {
  if (needle.length <= SHORT_NEEDLE) {
    const step = overlapping ? 1 : needle.length;
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + step)) yield at;
    return;
  }
  const borders = bordersOf(needle);
  let matched = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (needle.charCodeAt(matched) === unit) matched += 1;
    if (matched < needle.length) continue;
    yield at - needle.length + 1;
    matched = overlapping ? (borders[matched - 1] ?? 0) : 0;
  }
}

/** For each prefix of the needle, how long its longest proper prefix is that also ends it (Knuth, Morris, Pratt). */
function bordersOf(needle: string): Int32Array {
  const borders = new Int32Array(needle.length);
  let border = 0;
  for (let at = 1; at < needle.length; at += 1) {
    const unit = needle.charCodeAt(at);
    while (border > 0 && needle.charCodeAt(border) !== unit) border = borders[border - 1] ?? 0;
    if (needle.charCodeAt(border) === unit) border += 1;
    borders[at] = border;
  }
  return borders;
}
