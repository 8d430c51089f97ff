import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonLine, visible } from '../../src/cli/visible-text.ts';

/** What a terminal acts on or does not show, by Unicode's own classes. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('text of others on a terminal', () => {
  test.each([
    ['plain words, ünïcode, 日本語 and 🎉', 'plain words, ünïcode, 日本語 and 🎉'],
    ['a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u202eoga', '\\u{202e}oga'],
    ['ad\u200bmin', 'ad\\u{200b}min'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\u3164', '\\u{3164}'],
    ['\ud800', '\\u{d800}'],
    ['', ''],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('nothing unseen is left, on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        expect(visible(text)).not.toMatch(UNSEEN);
      }),
    );
  });

  test('JSON reads back as it was, on one line without anything unseen', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const line = jsonLine({ value });
        expect(line.slice(0, -1)).not.toMatch(UNSEEN);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
    );
  });
});
