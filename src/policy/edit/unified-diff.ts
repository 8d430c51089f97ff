/** Unchanged lines that are shown before and after a change. */
const CONTEXT = 3;

/**
 * What changed between two texts as a unified diff of one hunk, from the first line that differs to the
 * last, which `patch -p0` and `git apply` take. Empty for equal texts.
 *
 * @param file stands for both in the header
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, new_] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, new_.length);
  let head = 0;
  while (head < shorter && old[head] === new_[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === new_.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - CONTEXT);
  const tailStart = old.length - tail;
  const hunk = [
    ...old.slice(from, head).map(marked(' ')),
    ...old.slice(head, tailStart).map(marked('-')),
    ...new_.slice(head, new_.length - tail).map(marked('+')),
    ...old.slice(tailStart, tailStart + CONTEXT).map(marked(' ')),
  ];
  const shown = Math.min(CONTEXT, tail);
  const oldRange = rangeOf(from, tailStart + shown - from);
  const newRange = rangeOf(from, new_.length - tail + shown - from);
  const name = headerName(file);
  return `--- ${name}\n+++ ${name}\n@@ -${oldRange} +${newRange} @@\n${hunk.join('')}`;
}

/** Lines with their line breaks; the last one may have none. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const marked =
  (mark: string) =>
  (line: string): string =>
    line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;

/** Lines count from 1; a range of none is named by the line before it. */
const rangeOf = (start: number, count: number): string =>
  `${count === 0 ? start : start + 1},${count}`;

/** A name that could be taken for something else is quoted; a tab ends one with spaces. */
function headerName(file: string): string {
  if (/["\\\p{C}]/u.test(file)) return JSON.stringify(file);
  return file.includes(' ') ? `${file}\t` : file;
}
