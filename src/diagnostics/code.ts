/**
 * Every code a diagnostic can carry. The list is closed and part of the public interface: a code is
 * never renamed, and its meaning never changes. `CONTRIBUTING.md` says how to add one.
 */
export const DIAGNOSTIC_CODES = [
  // the text of a file
  'file/too-large',
  'file/unreadable',
  'file/no-policy',
  'yaml/syntax',
  'yaml/duplicate-key',
  'yaml/multiple-documents',
  'yaml/tag',
  'yaml/alias-limit',
  'yaml/depth-limit',
  'yaml/key-limit',
  // its shape
  'policy/unknown-key',
  'policy/missing-key',
  'policy/wrong-type',
  'policy/invalid-value',
  'policy/out-of-range',
  'policy/duplicate-name',
  'policy/escalation-after-timeout',
  'policy/quote-condition',
  'policy/trusts-caller',
  'catalog/unreadable',
  'catalog/invalid',
  // a condition, or an expression in a message: `condition/` and a code of the cel room
  'condition/syntax',
  'condition/too-long',
  'condition/too-deep',
  'condition/unknown-name',
  'condition/unknown-function',
  'condition/wrong-arity',
  'condition/type-mismatch',
  'condition/not-boolean',
  'condition/invalid-literal',
  'condition/invalid-pattern',
  'condition/no-such-field',
  'condition/index-out-of-range',
  'condition/no-such-overload',
  'condition/divide-by-zero',
  'condition/overflow',
  'condition/not-finite',
  'condition/invalid-argument',
  'condition/duplicate-key',
  'condition/unsafe-number',
  'condition/not-json',
  'condition/budget',
  // a call
  'call/malformed',
  'call/agent-unknown',
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];
