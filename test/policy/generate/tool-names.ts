/** Tool names and patterns from a small alphabet, so that they often meet, and some that are unusual. */
import fc from 'fast-check';

/** Patterns cannot hold whitespace or control characters, names can. */
const PATTERN_UNITS = [
  'a',
  'b',
  'A',
  '.',
  '/',
  '*',
  '*',
  '?',
  '\u{1f680}',
  '\u00e9',
  '[',
  '\\',
  '+',
];
const NAME_UNITS = [
  'a',
  'b',
  'A',
  '.',
  '/',
  '*',
  '?',
  '\u{1f680}',
  '\u00e9',
  '[',
  '\\',
  '+',
  '\n',
  ' ',
];

const UNUSUAL = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'length',
  '0',
  '-1',
  'undefined',
  'null',
  '\u{1f680}\u{1f680}',
  'NaN',
];

const text = (units: readonly string[]) =>
  fc
    .array(fc.constantFrom(...units), { minLength: 1, maxLength: 7 })
    .map((parts) => parts.join(''));

/** Patterns that are also names, with the first or last character replaced by a wildcard. */
const unusualPattern = fc
  .tuple(fc.constantFrom(...UNUSUAL), fc.constantFrom('', '*', '?'), fc.boolean())
  .map(([name, wildcard, front]) => {
    if (wildcard === '') return name;
    const characters = [...name];
    return front
      ? wildcard + characters.slice(1).join('')
      : characters.slice(0, -1).join('') + wildcard;
  });

export const toolPattern = (): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: text(PATTERN_UNITS) }, { weight: 1, arbitrary: unusualPattern });

export const toolName = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: text(NAME_UNITS) },
    { weight: 1, arbitrary: fc.constantFrom(...UNUSUAL, '__proto__\n', '\ud83d', '\n') },
  );
