import type { Literal } from '../ast.ts';
import { encodeUtf8 } from '../library/utf8.ts';
import type { Token } from './tokens.ts';

/** A source as the parser can read it, of the same length, so that all offsets stay. */
export interface Respelled {
  readonly source: string;
  /** What a literal stands for, by the offset at which the parser finds it. */
  readonly literals: ReadonlyMap<number, Literal>;
  /** What a field is called, likewise. */
  readonly fields: ReadonlyMap<number, string>;
}

/**
 * Replaces what CEL has and the parser has not by something of the same shape and length: numbers that
 * begin with a point, raw bytes, and field names in backquotes. What they mean is kept beside.
 */
export function respell(source: string, tokens: readonly Token[]): Respelled {
  const literals = new Map<number, Literal>();
  const fields = new Map<number, string>();
  let respelled = source;
  const put = (start: number, text: string): void => {
    respelled = respelled.slice(0, start) + text + respelled.slice(start + text.length);
  };
  for (const [index, { kind, text, start, end }] of tokens.entries()) {
    const alone = !/\w/.test(source.charAt(start - 1)) && !/[\w.]/.test(source.charAt(end));
    if (kind === 'number' && POINTED.test(text) && alone) {
      literals.set(start, Number(text));
      put(start, '0');
    } else if (kind === 'string' && /^(?:b[rR]|B[rR]|[rR][bB])/.test(text)) {
      literals.set(start + 1, encodeUtf8(text.slice(2).replace(QUOTES, '')));
      put(start, ' r');
    } else if (kind === 'quoted' && tokens[index - 1]?.text === '.') {
      fields.set(start, text.slice(1, -1));
      put(start, '_'.repeat(text.length));
    }
  }
  return { source: respelled, literals, fields };
}

/** A double without digits before its point. */
const POINTED = /^\.[0-9]+(?:[eE][+-]?[0-9]+)?$/;

const QUOTES = /^("""|'''|"|')|("""|'''|"|')$/g;
