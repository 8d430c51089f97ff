import type { Excerpt } from '../../diagnostics/excerpt.ts';
import type { Span } from '../../diagnostics/source-text.ts';
import type { ScalarNode } from './document-node.ts';

/**
 * A scalar's text with where each part of it stands in the file. Exact for text on one line, quoted
 * or not, as long as no escape stands in it, and for literal blocks (`|`); folded text, escapes
 * and text over several lines have `runs: null`.
 */
export function excerptOf(file: string, { value, span, style }: ScalarNode): Excerpt {
  const text = String(value);
  // the YAML library's strings hold on to the tokens they were cut from
  const written = file.slice(span.start, span.end);
  if (style === 'plain' && written === text) return { text, span, runs: [[0, span.start]] };
  if (style === 'quoted' && written.slice(1, -1) === text) {
    return { text, span, runs: [[0, span.start + 1]] };
  }
  return { text, span, runs: style === 'block' ? literalRuns(text, written, span) : null };
}

/** One run for each line of a literal block; `null` if a line is not where it must be (a folded block). */
function literalRuns(text: string, written: string, span: Span): Excerpt['runs'] {
  const runs: [number, number][] = [];
  const lines = text.split('\n');
  let indent: number | undefined;
  let inText = 0;
  let inFile = written.indexOf('\n') + 1;
  for (const line of lines) {
    const end = written.indexOf('\n', inFile);
    const full = written.slice(inFile, end < 0 ? undefined : end).replace(/\r$/, '');
    if (line !== '') {
      indent ??= full.length - line.length;
      if (full.slice(indent) !== line) return null;
      runs.push([inText, span.start + inFile + indent]);
    }
    inText += line.length + 1;
    if (end < 0) break;
    inFile = end + 1;
  }
  return runs;
}
