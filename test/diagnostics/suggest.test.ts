import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/diagnostics/suggest.ts';

const KEYS = [
  'tools',
  'except',
  'when',
  'timeout',
  'message',
  'on_rejection',
  'approvers',
  'quorum',
];

describe('P12: a word that is nearly right gets a suggestion', () => {
  test.each([
    ['tolls', 'tools'],
    ['tool', 'tools'],
    ['Tools', 'tools'],
    ['TIMEOUT', 'timeout'],
    ['tiemout', 'timeout'],
    ['mesage', 'message'],
    ['on-rejection', 'on_rejection'],
    ['onRejection', 'on_rejection'],
    ['aprovers', 'approvers'],
    ['qourum', 'quorum'],
    ['wehn', 'when'],
  ])('%s means %s', (word, meant) => {
    expect(suggest(word, KEYS)).toBe(meant);
  });

  test.each([['a'], ['zzzzz'], ['unless'], [''], ['t'], ['x'.repeat(10_000)], ['when']])(
    '%s means nothing known',
    (word) => {
      expect(suggest(word, KEYS)).toBeUndefined();
    },
  );

  test('the first of several equally near candidates wins', () => {
    expect(suggest('cat', ['bat', 'rat'])).toBe('bat');
    expect(suggest('cat', ['dog', 'cats', 'cat '])).toBe('cats');
  });

  test('one changed character of a longer word is always found', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.nat(), (key, seed) => {
        const place = seed % key.length;
        const slip = `${key.slice(0, place)}#${key.slice(place + 1)}`;
        expect(suggest(slip, KEYS)).toBe(key);
      }),
      { seed: 1 },
    );
  });
});
