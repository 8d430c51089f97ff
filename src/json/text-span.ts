/** A part of a text, in UTF-16 units; `end` is the first one after it. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The text with something else in place of the spans, which may be in any order; those that overlap are
 * replaced as one.
 */
export function replaceSpans(text: string, spans: readonly TextSpan[], by: string): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let done = 0;
  let open: TextSpan | undefined;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    if (open !== undefined && span.start < open.end) {
      open = { start: open.start, end: Math.max(open.end, span.end) };
      continue;
    }
    if (open !== undefined) {
      parts.push(text.slice(done, open.start), by);
      done = open.end;
    }
    open = span;
  }
  if (open !== undefined) {
    parts.push(text.slice(done, open.start), by);
    done = open.end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}
