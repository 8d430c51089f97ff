import type { Span } from '../../diagnostics/source-text.ts';
import type { Mistake, MistakeCode } from '../fault.ts';

/** Every mistake that checking an expression can find: one constructor each. Kinds come in words. */

export const unknownName = (span: Span, name: string, help: string | undefined): Mistake =>
  error('unknown-name', span, `there is no \`${name}\``, help);

export const unknownFunction = (span: Span, name: string, help: string | undefined): Mistake =>
  error('unknown-function', span, `there is no function \`${name}\``, help);

export const wrongStyle = (span: Span, name: string, asMethod: boolean): Mistake =>
  asMethod
    ? error(
        'unknown-function',
        span,
        `\`${name}\` is called on a value`,
        `write value.${name}(...)`,
      )
    : error('unknown-function', span, `\`${name}\` is not called on a value`, `write ${name}(...)`);

export const wrongArity = (
  span: Span,
  name: string,
  given: number,
  taken: readonly number[],
): Mistake =>
  error(
    'wrong-arity',
    span,
    `\`${name}\` takes ${alternatives(taken.map(String))} ${taken.at(-1) === 1 ? 'argument' : 'arguments'}, not ${given}`,
    undefined,
  );

export const wrongArgument = (
  span: Span,
  name: string,
  given: string,
  wanted: readonly string[],
): Mistake =>
  error(
    'type-mismatch',
    span,
    `\`${name}\` does not take ${given} here`,
    `it takes ${alternatives(wanted)}`,
  );

export const argumentsApart = (span: Span, name: string, given: readonly string[]): Mistake =>
  error(
    'type-mismatch',
    span,
    `\`${name}\` does not take ${listed(given, 'and')} together`,
    undefined,
  );

export const wrongOperands = (
  span: Span,
  operator: string,
  left: string,
  right: string,
  help: string | undefined,
): Mistake =>
  error('type-mismatch', span, `\`${operator}\` cannot take ${left} and ${right}`, help);

export const neverEqual = (
  span: Span,
  left: string,
  right: string,
  help: string | undefined,
): Mistake => error('type-mismatch', span, `${left} is never equal to ${right}`, help);

export const wrongOperand = (
  span: Span,
  operator: string,
  given: string,
  wanted: string,
): Mistake =>
  error('type-mismatch', span, `\`${operator}\` takes ${wanted}, not ${given}`, undefined);

export const noFields = (span: Span, given: string, help: string | undefined): Mistake =>
  error('type-mismatch', span, `${given} has no fields`, help);

export const wrongIndex = (span: Span, given: string, owner: string, wanted: string): Mistake =>
  error('type-mismatch', span, `${owner} has no element at ${given}`, `it takes ${wanted}`);

export const wrongRange = (span: Span, macro: string, given: string, wanted: string): Mistake =>
  error('type-mismatch', span, `\`${macro}\` goes over ${wanted}, not ${given}`, undefined);

export const wrongKey = (span: Span, given: string): Mistake =>
  error(
    'type-mismatch',
    span,
    `${given} cannot be a key of a map`,
    'a key is a string, a whole number or a boolean',
  );

export const duplicateKey = (span: Span, key: string): Mistake =>
  error('invalid-literal', span, `the map has the key ${key} already`, 'remove one of the two');

export const notBoolean = (span: Span, given: string): Mistake =>
  error(
    'not-boolean',
    span,
    `the condition gives ${given}, not true or false`,
    'compare it with something, as in param.amount > 1000',
  );

export const patternNotLiteral = (span: Span): Mistake =>
  error(
    'invalid-pattern',
    span,
    'the pattern of `matches` must be written out',
    'write it in quotes, or use startsWith, contains or glob',
  );

export const invalidPattern = (span: Span, reason: string): Mistake =>
  error(
    'invalid-pattern',
    span,
    `this is no pattern: ${reason}`,
    'the syntax is RE2: https://github.com/google/re2/wiki/Syntax',
  );

/** `a`, `a or b`, `a, b or c` */
export const alternatives = (words: readonly string[]): string => listed(words, 'or');

function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

function error(code: MistakeCode, span: Span, message: string, help: string | undefined): Mistake {
  return { code, severity: 'error', span, message, ...(help === undefined ? {} : { help }) };
}
