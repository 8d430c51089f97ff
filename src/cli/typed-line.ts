import type { Key } from './keyboard.ts';

/** A line as it is typed: what is there so far, or how it ended. */
export type TypedLine =
  | { readonly status: 'typing'; readonly text: string }
  | { readonly status: 'entered'; readonly text: string }
  | { readonly status: 'given-up' };

/** What a key makes of a line. Enter ends it; Escape, Ctrl-C and Ctrl-D give it up. */
export function typeKey(text: string, { name, text: typed, ctrl }: Key): TypedLine {
  if (name === 'escape' || (ctrl && (name === 'c' || name === 'd'))) return { status: 'given-up' };
  if (name === 'return' || name === 'enter') return { status: 'entered', text };
  if (ctrl && name === 'u') return { status: 'typing', text: '' };
  if (name === 'backspace') return { status: 'typing', text: [...text].slice(0, -1).join('') };
  return { status: 'typing', text: text + typed };
}
