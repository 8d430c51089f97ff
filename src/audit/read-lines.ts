import { isUtf8 } from 'node:buffer';
import { MAX_LINE_BYTES } from './parse-line.ts';

const LINE_FEED = 0x0a;

/**
 * The lines of a file of UTF-8, without their line feeds, as `verifyLog` takes them. Holds one line and
 * one chunk, however long the file and its lines: of a line over the limit, one byte more than the limit
 * is given, before its end is looked for, which may never come; the rest is left out. Bytes that are no UTF-8 become halves of surrogate pairs, which no
 * line of a log has, so that it is found where they stand.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  let rest: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let start = 0;
    let end = chunk.indexOf(LINE_FEED);
    while (end >= 0) {
      if (size <= MAX_LINE_BYTES) yield decode([...rest, chunk.subarray(start, end)]);
      rest = [];
      size = 0;
      start = end + 1;
      end = chunk.indexOf(LINE_FEED, start);
    }
    if (size > MAX_LINE_BYTES) continue;
    const piece = chunk.subarray(start, start + MAX_LINE_BYTES + 1 - size);
    size += piece.length;
    if (piece.length > 0) rest.push(piece);
    if (size <= MAX_LINE_BYTES) continue;
    yield decode(rest);
    rest = [];
  }
  if (size > 0 && size <= MAX_LINE_BYTES) yield decode(rest);
}

function decode(pieces: readonly Uint8Array[]): string {
  const [first] = pieces;
  const line =
    pieces.length === 1 && first !== undefined
      ? Buffer.from(first.buffer, first.byteOffset, first.length)
      : Buffer.concat(pieces);
  // Latin-1 keeps the length, by which the line is refused
  if (line.length > MAX_LINE_BYTES) return line.toString('latin1');
  const text = line.toString('utf8');
  return text.includes('\ufffd') && !isUtf8(line) ? text.replaceAll('\ufffd', '\udc80') : text;
}
