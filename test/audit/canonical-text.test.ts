import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCanonical } from '../../src/audit/canonical-text.ts';
import { canonicalJson } from '../../src/json/canonical.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a canonical text', () => {
  test('U03: is known, whatever it says', () => {
    const value = fc.jsonValue({
      stringUnit: fc.oneof(fc.constantFrom('1', '9', 'a', 'é', '\ue000', '🙂')),
    });
    fc.assert(
      fc.property(value, (json) => {
        const text = canonicalJson(json);
        expect(isCanonical(text)).toBe(true);
      }),
      { seed: 9, numRuns: 2_000 },
    );
  });

  test('U03: is the only one of its value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(isCanonical(text)).toBe(canonicalJson(JSON.parse(text)) === text);
      }),
      { seed: 9, numRuns: 2_000 },
    );
  });

  test.each([
    ['keys that look like numbers', '{"1":1,"10":1,"9":1}'],
    ['a key named __proto__', '{"__proto__":{"a":1},"a":1}'],
    ['a key named toJSON', '{"toJSON":1}'],
    ['keys in the order of their UTF-16 code units', '{"🙂":1,"\ue000":1}'],
    ['128 levels', nested(128)],
    ['escapes', '"\\u0001\\n\\"\\\\"'],
    ['numbers', '[-1,0,0.1,1e+21,1e-7,9007199254740991,123456789012345680000]'],
    ['words and empty things', '[[],false,null,true,{},""]'],
  ])('U03: may hold %s', (_, text) => {
    expect(isCanonical(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a quote that is never closed', '{"a":"b'],
    ['a comma at the end', '{"a":1,}'],
    ['a comma at the end of a list', '[1,]'],
    ['no comma', '[1 2]'],
    ['no colon', '{"a"1}'],
    ['a semicolon for a comma', '{"a":1;"b":2}'],
    ['a semicolon for a comma of a list', '[1;2]'],
    ['a semicolon for a colon', '{"a";1}'],
    ['no value', '{"a":}'],
    ['a key without quotes', '{a:1}'],
    ['another bracket', '[1}'],
    ['another brace', '{"a":1]'],
    ['two values', '{}{}'],
    ['half a word', 'tru'],
    ['a longer word', 'nulls'],
    ['no number', '-'],
    ['NaN', 'NaN'],
    ['Infinity', '-Infinity'],
    ['a zero in front', '01'],
    ['a plus', '+1'],
    ['a control character', '"\u0001"'],
    ['a tab', '"\t"'],
    ['broken JSON', '{"a":1'],
    ['white space', '{"a": 1}'],
    ['a line break at the end', '{"a":1}\n'],
    ['keys out of order', '{"b":1,"a":1}'],
    ['keys out of order that look like numbers', '{"9":1,"10":1}'],
    ['keys out of order inside', '[{"a":{"c":1,"b":1}}]'],
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice by another spelling', '{"a":1,"\\u0061":1}'],
    ['an escape that is not needed', '"\\/"'],
    ['upper case in an escape', '"\\u001F"'],
    ['a number in another spelling', '1.0'],
    ['an exponent in another spelling', '1e3'],
    ['a negative zero', '-0'],
    ['a number that is none', '1e400'],
    ['digits that get lost', '9007199254740993'],
    ['half of a surrogate pair', '"\ud800"'],
    ['a byte order mark', '\ufeff1'],
    ['129 levels', nested(129)],
    ['a million levels', nested(1_000_000)],
    ['a million levels of objects', `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`],
  ])('U03: never holds %s', (_, text) => {
    expect(isCanonical(text)).toBe(false);
  });
});
