import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, matchGlob } from '../../src/cel/library/glob.ts';
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
  });

  it('P10: match as the definition says, compiled or not', () => {
    const letters = fc.constantFrom('a', 'b', '😀', '.', '/');
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
        const glob = compileGlob(pattern);
        expect(glob.matches(text)).toBe(expected);
        expect(glob.literal).toBe(!/[*?]/.test(pattern));
        if (expected) expect(text.startsWith(glob.prefix)).toBe(true);
      }),
      { numRuns: 5000 },
    );
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
