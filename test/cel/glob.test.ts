import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, matchGlob } from '../../src/cel/library/glob.ts';
import { GlobPlaces } from '../../src/cel/library/glob-places.ts';
import { call, overloadOf } from './library-call.ts';

/** The definition, tried in all ways: `*` is any run, `?` is one code point. */
function model(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*') {
    return text.length === 0
      ? model(text, rest)
      : model(text, rest) || model(text.slice(1), pattern);
  }
  const [character, ...others] = text;
  return character !== undefined && (first === '?' || first === character) && model(others, rest);
}

/** The same for long texts: which beginnings of the text each beginning of the pattern matches. */
function byColumns(text: readonly string[], pattern: readonly string[]): boolean {
  let matched = text.map(() => false);
  let nothing = true;
  for (const wanted of pattern) {
    let before = nothing;
    nothing = nothing && wanted === '*';
    let upToHere = nothing;
    matched = text.map((character, index) => {
      const here = matched[index] === true;
      upToHere ||= wanted === '*' && here;
      const result = wanted === '*' ? upToHere : before && (wanted === '?' || wanted === character);
      before = here;
      return result;
    });
  }
  return matched.at(-1) ?? nothing;
}

describe('P10: wildcard patterns', () => {
  it.each([
    ['order_tools.cancel_order', 'order_tools.cancel_order', true],
    ['order_tools.cancel_order', 'order_tools.*', true],
    ['order_tools.', 'order_tools.*', true],
    ['order_tools', 'order_tools.*', false],
    ['a/b.c/d', '*', true],
    ['a/b.c/d', 'a*d', true],
    ['', '*', true],
    ['', '', true],
    ['', '?', false],
    ['a', '', false],
    ['Order', 'order', false],
    ['db.drop_table', 'db.????_*', true],
    ['😀', '?', true],
    ['😀', '??', false],
    ['a😀b', 'a?b', true],
    ['\ud83d', '?', true],
    ['\ude00\ud83d', '??', true],
    ['😀', '\ud83d*', false],
    ['😀', '*\ude00', false],
    ['a😀', 'a\ud83d*', false],
    ['\ud83da\ude00', '\ud83d*\ude00', true],
    ['\ud83d?', '\ud83d?', true],
    ['a?*b', '?**?*', true],
    ['e\u0301', '?', false],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['aaab', '*ab', true],
    ['mississippi', 'm*issi*ip*i', true],
    ['mississippi', 'm*issi*ix*i', false],
    ['a*b', 'a*b', true],
    ['a?b', 'a?b', true],
    ['a.b', 'a[.]b', false],
    ['a+b', 'a+b', true],
    ['a\\b', 'a\\b', true],
    ['a\nb', 'a*b', true],
    ['ab', 'a**b', true],
    ['ab', '**a**b**', true],
  ])('%j matches %j: %s', (text, pattern, expected) => {
    expect(call('glob', text, pattern)).toBe(expected);
    expect(matchGlob(text, pattern)).toBe(expected);
    expect(compileGlob(pattern).matches(text)).toBe(expected);
    expect(new GlobPlaces(text).matches(pattern)).toBe(expected);
  });

  it('P10: match as the definition says, compiled or not', () => {
    const letters = fc.constantFrom('a', 'b', '😀', '\ud83d', '\ude00', '/');
    const text = fc.string({ unit: letters, maxLength: 10 });
    const pattern = fc.string({
      unit: fc.oneof(
        { weight: 2, arbitrary: letters },
        { weight: 1, arbitrary: fc.constantFrom('*', '?') },
      ),
      maxLength: 7,
    });
    fc.assert(
      fc.property(text, pattern, (text, pattern) => {
        const expected = model([...text], [...pattern]);
        expect(matchGlob(text, pattern)).toBe(expected);
        expect(new GlobPlaces(text).matches(pattern)).toBe(expected);
        const glob = compileGlob(pattern);
        expect(glob.matches(text)).toBe(expected);
        expect(glob.literal).toBe(!/[*?]/.test(pattern));
        if (expected) expect(text.startsWith(glob.prefix)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('P15: long names match as short ones do, at every position of a word', () => {
    const letters = fc.constantFrom('a', 'a', 'a', 'b', '😀');
    const name = fc.string({ unit: letters, minLength: 20, maxLength: 300 });
    // cut out of the name here and there, so that about half of the patterns match
    const pattern = (text: string) =>
      fc
        .array(fc.tuple(fc.nat(300), fc.nat(130), fc.constantFrom('*', '*?', '?*', '**', '?')), {
          maxLength: 4,
        })
        .map((cuts) => {
          const characters = [...text];
          for (const [at, length, wildcard] of cuts) characters.splice(at, length, wildcard);
          return characters.join('');
        });
    let matching = 0;
    fc.assert(
      fc.property(
        name.chain((text) => fc.tuple(fc.constant(text), pattern(text))),
        ([text, pattern]) => {
          const expected = byColumns([...text], [...pattern]);
          if (expected) matching += 1;
          expect(new GlobPlaces(text).matches(pattern)).toBe(expected);
          expect(compileGlob(pattern).matches(text)).toBe(expected);
          expect(matchGlob(text, pattern)).toBe(expected);
        },
      ),
      { seed: 10, numRuns: 3_000 },
    );
    expect(matching).toBeGreaterThan(500);
    expect(matching).toBeLessThan(2_500);
  });

  it('P15: 10,000 patterns that compare much are matched with one name in bounded time', () => {
    const name = `${'a'.repeat(990)}b0123456789`;
    const globs = Array.from({ length: 10_000 }, (_, at) =>
      compileGlob(`*${'a'.repeat(60)}?b${at}*`),
    );
    const matching = () => globs.filter((glob) => glob.matches(name)).length;
    expect(matching()).toBe(1);
    const start = performance.now();
    matching();
    // about 25 ms; comparing character by character takes 3 s
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('P15: a pattern that must be tried everywhere costs accordingly, and stays fast', () => {
    const cost = (text: string, pattern: string): number =>
      overloadOf('glob', [text, pattern])?.cost?.(text, pattern) ?? 0;
    const text = 'a'.repeat(30_000);
    const pattern = `*${'a'.repeat(60)}b`;
    expect(cost(text, pattern)).toBeGreaterThan(90_000);
    expect(cost(text, '*.log')).toBeLessThan(15_000);
    const start = performance.now();
    expect(matchGlob(text, pattern)).toBe(false);
    expect(matchGlob('a'.repeat(1_000_000), `${'*a'.repeat(200)}b`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
