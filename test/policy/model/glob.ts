/**
 * Does `pattern` match the whole of `text`: `*` is any run of characters, `?` one character (code point).
 * Naive on purpose: one table of sub-problems, no state to get wrong.
 */
export function globMatches(pattern: string, text: string): boolean {
  const parts = [...pattern];
  const characters = [...text];
  // row[j]: does the pattern so far match the first j characters
  let row = characters.map(() => false);
  row.unshift(true);
  for (const part of parts) {
    const next: boolean[] = [part === '*' && row[0] === true];
    for (const [at, character] of characters.entries()) {
      if (part === '*') next.push(row[at + 1] === true || next[at] === true);
      else next.push(row[at] === true && (part === '?' || part === character));
    }
    row = next;
  }
  return row.at(-1) === true;
}
