import type { Span } from '../../diagnostics/source-text.ts';
import type { Token } from './tokens.ts';

/**
 * Widens a node's span to the parentheses around its first or last operand: the parser leaves them out,
 * so that `(a + b) * c` would begin in the middle.
 */
export function balanceSpan(tokens: readonly Token[], { start, end }: Span): Span {
  let open = 0;
  let missing = 0;
  const first = indexAt(tokens, start);
  let last = first;
  for (; last < tokens.length; last += 1) {
    const token = tokens[last] as Token;
    if (token.end > end) break;
    if (token.kind !== 'operator') continue;
    if ('([{'.includes(token.text)) open += 1;
    else if (')]}'.includes(token.text)) {
      if (open === 0) missing += 1;
      else open -= 1;
    }
  }
  return {
    start: missing === 0 ? start : (tokens[first - missing]?.start ?? start),
    end: open === 0 ? end : (tokens[last + open - 1]?.end ?? end),
  };
}

/** The first token that does not begin before `offset`. */
function indexAt(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as Token).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
