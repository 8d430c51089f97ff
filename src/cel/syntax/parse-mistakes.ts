import type { Span } from '../../diagnostics/source-text.ts';
import type { Mistake, MistakeCode } from '../fault.ts';

/** Every mistake that reading an expression can find, syntax aside: one constructor each. */

export const tooLong = (length: number, most: number): Mistake =>
  error(
    'too-long',
    { start: 0, end: length },
    `the expression has ${length} characters, more than ${most}`,
    'split it into several rules',
  );

export const tooDeep = (span: Span, most: number): Mistake =>
  error(
    'too-deep',
    span,
    `this nests more than ${most} levels deep`,
    'split the expression, or use fewer brackets',
  );

export const tooManyLoops = (span: Span, name: string, most: number): Mistake =>
  error(
    'too-deep',
    span,
    `\`${name}\` stands inside ${most} other loops`,
    `write at most ${most} loops inside each other`,
  );

export const numberTooLarge = (span: Span): Mistake =>
  error(
    'invalid-literal',
    span,
    'this whole number does not fit in 64 bits',
    'write a decimal point, as in 1e20 or 100000000000000000000.0',
  );

export const notAVariable = (span: Span, macro: string): Mistake =>
  error(
    'syntax',
    span,
    `\`${macro}\` needs a plain variable name here`,
    `choose a name, as in ${EXAMPLES[macro] ?? `list.${macro}(item, ...)`}`,
  );

export const notAField = (span: Span): Mistake =>
  error('syntax', span, '`has` takes a field', 'write has(param.amount)');

const EXAMPLES: Readonly<Record<string, string>> = {
  'cel.bind': 'cel.bind(total, param.price * param.count, total > 100)',
  map: 'list.map(item, item.price)',
  exists: 'list.exists(item, item.price > 10)',
  all: 'list.all(item, item.price > 10)',
  exists_one: 'list.exists_one(item, item.price > 10)',
  filter: 'list.filter(item, item.price > 10)',
  optMap: 'param.?name.optMap(name, name.size())',
  optFlatMap: 'param.?address.optFlatMap(address, address.?city)',
};

function error(code: MistakeCode, span: Span, message: string, help: string): Mistake {
  return { code, severity: 'error', span, message, help };
}
