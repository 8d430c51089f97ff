/**
 * Searching in time linear in text and needle together. The engine's own search is fastest for short
 * needles, but may compare every needle with every position: half a megabyte of `a` in which `b` and a
 * quarter of a megabyte of `a` is sought would take a minute.
 */

/** Up to this length a needle is left to the engine, which then makes at most so many comparisons a place. */
export const SHORT_NEEDLE = 16;

/** Where a needle first occurs at or after an offset; -1 when nowhere. */
export type Search = (text: string, from: number) => number;

/** Prepares the search for a needle. Offsets are UTF-16 units. */
export function searchFor(needle: string): Search {
  if (needle.length <= SHORT_NEEDLE) return (text, from) => text.indexOf(needle, from);
  const borders = bordersOf(needle);
  return (text, from) => {
    let matched = 0;
    for (let at = from; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      while (matched > 0 && needle.charCodeAt(matched) !== unit)
        matched = borders[matched - 1] ?? 0;
      if (needle.charCodeAt(matched) === unit) matched += 1;
      if (matched === needle.length) return at - needle.length + 1;
    }
    return -1;
  };
}

/** Where `needle` last begins at or before `until`; -1 when nowhere. Offsets are UTF-16 units. */
export function findLast(text: string, needle: string, until: number): number {
  if (needle.length <= SHORT_NEEDLE) return text.lastIndexOf(needle, until);
  // The same search in opposite direction: the needle is matched from its end.
  const last = needle.length - 1;
  const borders = bordersOf(needle, true);
  let matched = 0;
  for (let at = Math.min(until + last, text.length - 1); at >= 0; at -= 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && needle.charCodeAt(last - matched) !== unit) {
      matched = borders[matched - 1] ?? 0;
    }
    if (needle.charCodeAt(last - matched) === unit) matched += 1;
    if (matched === needle.length) return at;
  }
  return -1;
}

/**
 * For each prefix of the needle, how long its longest proper prefix is that also ends it (Knuth, Morris,
 * Pratt); of the needle read from its end when `backwards`.
 */
function bordersOf(needle: string, backwards = false): Int32Array {
  const unitAt = (index: number): number =>
    needle.charCodeAt(backwards ? needle.length - 1 - index : index);
  const borders = new Int32Array(needle.length);
  let border = 0;
  for (let at = 1; at < needle.length; at += 1) {
    const unit = unitAt(at);
    while (border > 0 && unitAt(border) !== unit) border = borders[border - 1] ?? 0;
    if (unitAt(border) === unit) border += 1;
    borders[at] = border;
  }
  return borders;
}
