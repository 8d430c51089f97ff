/** The start of a group that captures nothing, and of one with a name. */
const GROUP_START = /\((?:\?(?:P?<\w+>|[\w-]*:?))?/y;
const REPEAT = /\{(\d+)(?:,(\d*))?\}/y;

/**
 * About how many instructions a regular expression compiles to, seen from its text alone and never much
 * too low: counted repeats such as `(a{10}){10}` are written out by the compiler, which must not be tried
 * on what would take seconds.
 */
export function estimateSize(source: string): number {
  const outer: number[] = []; // sizes of what stands before the groups that are open
  let size = 0; // of the group so far, without its last atom
  let atom = 0;
  let at = 0;
  const begin = (next: number): void => {
    size += atom;
    atom = next;
  };
  while (at < source.length) {
    const unit = source.charAt(at);
    at += 1;
    if (unit === '\\') {
      const start = at;
      at = endOfEscape(source, at);
      begin(at - start);
    } else if (unit === '[') {
      at = endOfClass(source, at);
      begin(1);
    } else if (unit === '(') {
      GROUP_START.lastIndex = at - 1;
      at += (GROUP_START.exec(source)?.[0].length ?? 1) - 1;
      begin(0);
      outer.push(size);
      size = 0;
    } else if (unit === ')') {
      atom += size + 2;
      size = outer.pop() ?? 0;
    } else if (unit === '{') {
      REPEAT.lastIndex = at - 1;
      const repeat = REPEAT.exec(source);
      if (repeat === null) begin(1);
      else {
        at = REPEAT.lastIndex;
        const least = Number(repeat[1]);
        const most = Math.max(least, Number(repeat[2] || 0), 1);
        atom = atom * most + (repeat[2] === undefined ? 0 : most - least + 1);
      }
    } else if (unit === '*' || unit === '+' || unit === '?' || unit === '|') {
      atom += 1;
    } else begin(1);
  }
  while (outer.length > 0) size += outer.pop() ?? 0;
  return size + atom;
}

/** The offset after a character class whose bracket opened before `at`. */
function endOfClass(source: string, at: number): number {
  let end = at;
  if (source.charAt(end) === '^') end += 1;
  if (source.charAt(end) === ']') end += 1; // first in a class, it stands for itself
  while (end < source.length && source.charAt(end) !== ']') {
    if (source.charAt(end) === '\\') end += 2;
    else if (source.startsWith('[:', end)) end = Math.max(source.indexOf(':]', end) + 2, end + 1);
    else end += 1;
  }
  return end + 1;
}

/** The offset after an escape whose backslash stood before `at`: `\d`, `\pL`, `\p{Greek}`, `\Q...\E`. */
function endOfEscape(source: string, at: number): number {
  const letter = source.charAt(at);
  if (letter === 'Q') return endAfter(source, '\\E', at);
  const named = letter === 'p' || letter === 'P';
  return named && source.charAt(at + 1) === '{' ? endAfter(source, '}', at) : at + 1;
}

function endAfter(source: string, mark: string, at: number): number {
  const found = source.indexOf(mark, at);
  return found < 0 ? source.length : found + mark.length;
}
