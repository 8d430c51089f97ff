import type { Diagnostic } from './diagnostic.ts';

/** Diagnostics by file name, then by place; those of one place keep their order. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    ({ location: one }, { location: other }) =>
      compareText(one.file, other.file) ||
      one.line - other.line ||
      one.column - other.column ||
      one.endLine - other.endLine ||
      one.endColumn - other.endColumn,
  );
}

/** By UTF-16 units: the same on every machine, whatever its language. */
export const compareText = (one: string, other: string): number =>
  one < other ? -1 : +(one > other);
