import { RE2JS, RE2JSException } from '@bufbuild/re2';

/** A regular expression that takes time linear in its input. */
export interface Pattern {
  /** Whether it matches anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** Steps per UTF-16 unit of input. */
  readonly costPerUnit: number;
}

/** Compiles an RE2 pattern; a message says why it cannot be. */
export function compilePattern(source: string): Pattern | { readonly message: string } {
  try {
    const compiled = RE2JS.compile(source);
    return { test: (text) => compiled.test(text), costPerUnit: 1 };
  } catch (error) {
    return { message: error instanceof RE2JSException ? error.message : 'pattern is not valid' };
  }
}
