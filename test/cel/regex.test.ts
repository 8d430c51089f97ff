import { RE2JS } from '@bufbuild/re2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, type Pattern } from '../../src/cel/library/regex.ts';
import { estimateSize } from '../../src/cel/library/regex-size.ts';

function patternOf(source: string): Pattern {
  const pattern = compilePattern(source);
  if ('message' in pattern) throw new Error(`${source}: ${pattern.message}`);
  return pattern;
}

const messageOf = (source: string): string => {
  const pattern = compilePattern(source);
  return 'message' in pattern ? pattern.message : '';
};

/** A text of these letters without a period. */
function noise(letters: string, length: number, seed = 1): string {
  let text = '';
  let state = seed;
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += letters.charAt((state >>> 16) % letters.length);
  }
  return text;
}

describe('P15: regular expressions', () => {
  it.each([
    ['ubb', 'hubba', true],
    ['foo|bar', '', false],
    ['', 'cows', true],
    ['^rm\\s+-rf?\\s', 'rm  -rf /', true],
    ['^rm\\s+-rf?\\s', 'echo rm -rf /', false],
    ['(?i)drop\\s+table', 'select 1; DROP\n TABLE x', true],
    ['a+ñ+a+', 'mañana', true],
    ['(a|😀){2}', '🐱😀😀', true],
    ['^.$', '😀', true],
    ['^.$', '\n', false],
    ['(?s)^.$', '\n', true],
    ['^..$', '😀', false],
    ['\\bfoo\\b', 'a foo.', true],
    ['\\bfoo\\b', 'afoo', false],
    ['\\Bo\\B', 'foot', true],
    ['(?m)^b$', 'a\nb\nc', true],
    ['^b$', 'a\nb\nc', false],
    ['a$', 'a\n', false],
    ['\\Aab\\z', 'ab', true],
    ['[[:alpha:]]+\\d', 'x1', true],
    ['^\\p{L}+$', 'Straße', true],
    ['^\\p{Greek}+$', 'αβγ', true],
    ['^\\pN$', '٣', true],
    ['(?i)^k$', '\u212a', true],
    ['(?i)^ß$', 'ẞ', true],
    ['[^a-z]', 'abc', false],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['x{3,5}y', 'xxy', false],
    ['x{3,5}y', 'xxxxy', true],
    ['(?P<word>a)b', 'ab', true],
    ['\\x{1F600}', '😀', true],
    ['\\xff', 'ÿ', true],
    ['^(a?){20}a{20}$', 'a'.repeat(20), true],
    ['$^', '', true],
    ['^\\b$', '', false],
    ['^\\B$', '', true],
    ['(^|x)a', 'bxa', true],
    ['(^|x)a', 'ba', false],
  ])('%j on %j: %s', (source, text, expected) => {
    expect(patternOf(source).test(text)).toBe(expected);
  });

  it('P17: match what the RE2 port itself matches', () => {
    const atom = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('a', 'b', 'k', 's', 'ä', '😀', '\\n', ' ', '_', '1', '.'),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '[ab]',
          '[^a]',
          '\\w',
          '\\W',
          '\\d',
          '\\s',
          '[[:alpha:]]',
          '[^\\n]',
          '(?i:k)',
          '(?i:sS)',
          '(?s:.)',
          '\\x{1F600}',
          '(?i)ä',
          '[a-k]',
          '\\pL',
          '\\PL',
        ),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom('^', '$', '\\b', '\\B', '\\A', '\\z', '(?m:^)', '(?m:$)', ''),
      },
    );
    const { source } = fc.letrec<{ source: string }>((tie) => ({
      source: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc.tuple(tie('source'), tie('source')).map(([left, right]) => `${left}${right}`),
        fc.tuple(tie('source'), tie('source')).map(([left, right]) => `(${left}|${right})`),
        fc
          .tuple(tie('source'), fc.constantFrom('*', '+', '?', '*?', '{0,2}', '{2}', '{1,}'))
          .map(([inner, repeat]) => `(?:${inner})${repeat}`),
      ),
    }));
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        'b',
        'k',
        'K',
        '\u212a',
        's',
        'ſ',
        'S',
        'ä',
        'Ä',
        '😀',
        '\n',
        ' ',
        '_',
        '1',
        '漢',
        '\ud83d',
        '\ude00',
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(source, fc.array(text, { minLength: 1, maxLength: 6 }), (source, texts) => {
        const oracle = new RE2JS(source);
        const pattern = patternOf(source);
        for (const text of texts) expect(pattern.test(text), text).toBe(oracle.test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('P17: match the same when states have to be forgotten', () => {
    // Neither is explored at once, and noise leads through more states than are kept.
    for (const source of ['[ab]*a[ab]{12}c', '(?:.{0,30}a){3}ZZ', '(?s)a.{60}b.{60}c$']) {
      const pattern = patternOf(source);
      expect(pattern.costPerUnit).toBeGreaterThan(1);
      const oracle = new RE2JS(source);
      for (let seed = 1; seed <= 30; seed += 1) {
        // What matters is decided by the last characters, so that all before only stirs up the states.
        const end = `${noise('ab', 13, seed)}c`;
        for (const text of [noise('ab', 1500, seed) + end, end, `a${noise('ab', 125, seed)}c`]) {
          expect(pattern.test(text), text).toBe(oracle.test(text));
        }
      }
    }
  });

  it.each([
    ['(', 'missing closing ): `(`'],
    [')', 'unexpected ): `)`'],
    ['[a', 'missing closing ]: `[a`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{2,1}', 'invalid repeat count: `{2,1}`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['[b-a]', 'invalid character class range: `b-a`'],
    ['a\\', 'trailing backslash at end of expression'],
    ['\\p{Foo}', 'invalid character class range: `\\p{Foo}`'],
    ['(?=a)', 'look-around such as `(?=` is not supported'],
    ['(?!a)', 'look-around such as `(?!` is not supported'],
    ['(?<=a)b', 'look-around such as `(?<=` is not supported'],
    ['(?<!a)b', 'look-around such as `(?<!` is not supported'],
    ['(a)\\1', 'back-references such as `\\1` are not supported'],
    ['(?z)a', 'invalid or unsupported Perl syntax: `(?z`'],
  ])('P12: %j is refused: %s', (source, message) => {
    expect(messageOf(source)).toBe(message);
  });

  it.each([
    'a'.repeat(1001),
    '((a{100}){10}){10}',
    `(${'a'.repeat(900)}){1000}`,
    `\\Q[\\E(${'a'.repeat(900)}){1000}`,
    `[]](${'a'.repeat(900)}){1000}`,
    `[[:alpha:](](${'a'.repeat(900)}){1000}`,
    `[\\](](${'a'.repeat(900)}){1000}`,
    `\\[(${'a'.repeat(900)}){1000}`,
    '\\p{L}{1000}\\p{L}{1000}\\p{L}{1000}',
    '((\\w|\\d){30}){30}',
    '(?:a?b?){900}',
  ])('is refused before it grows: %.30s', (source) => {
    const start = performance.now();
    expect(messageOf(source)).toMatch(/too large|longer than/);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('has its size estimated from its text, hardly ever below what it compiles to', () => {
    const piece = fc.constantFrom(
      'a',
      '(a|b)',
      '[a-z]',
      '[^]a]',
      '\\d',
      '\\pL',
      '\\Q(\\E',
      '(?:ab)',
      '(?P<n>a)',
      '(?i)k',
      '.',
      '^',
      '\\b',
    );
    const repeat = fc.constantFrom('', '', '*', '+?', '{3}', '{2,}', '{1,4}', '{0,7}');
    const source = fc
      .array(fc.tuple(piece, repeat), { minLength: 1, maxLength: 6 })
      .chain((parts) =>
        fc.constantFrom(1, 3, 9).map((times) => {
          const inner = parts.map(([part, count]) => `(?:${part.replace('<n>', '<n>')})${count}`);
          return times === 1 ? inner.join('|') : `(?:${inner.join('')}){${times}}`;
        }),
      );
    fc.assert(
      fc.property(source, (source) => {
        let size: number;
        try {
          size = new RE2JS(source).re2().prog.numInst();
        } catch {
          return;
        }
        expect(estimateSize(source) * 1.5 + 5).toBeGreaterThanOrEqual(size);
      }),
      { numRuns: 2000 },
    );
  });

  it('is cheap on any text where all its states are known beforehand', () => {
    for (const source of [
      '^/var/.*\\.log$',
      '\\brm\\b.*-[a-z]*r',
      '(?i)(drop|truncate|delete)\\s+',
      '^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$',
      '(a+)+$',
      '^(?:get|list|describe|read|search|find|show)_[a-z_]+$',
      '(?i)rm\\s+-rf',
      '^((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)$',
      '(?i)\\b(password|passwd|secret|api[_-]?key|token)\\b',
      '(?i)(union\\s+select|insert\\s+into|drop\\s+table|delete\\s+from|update\\s+\\w+\\s+set)',
    ]) {
      expect(patternOf(source).costPerUnit, source).toBe(0.1);
    }
  });

  it.each([
    ['(a+)+$', noise('ab', 1)],
    ['(a|a)*b', 'a'],
    ['(.*)(.*)(.*)(.*)(.*)x', 'a'],
    ['(x+x+)+y', 'x'],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
    ['[ab]*a[ab]{14}c', 'ab'],
    ['(?s)a.{400}b.{400}Z', 'ab'],
    ['(?:.{0,30}a){3}ZZ', 'ab'],
    ['\\b\\w{1,300}\\W{1,300}\\b!', 'a '],
    ['\\pL+\\d$', 'äö漢'],
    ['(\\w{0,100}\\b){9}Z', 'a '],
  ])('%s takes bounded time on whatever 100,000 steps can buy', (source, letters) => {
    const pattern = patternOf(source);
    const text = noise(letters, Math.floor(100_000 / pattern.costPerUnit));
    const times = [1, 2, 3].map(() => {
      const start = process.cpuUsage();
      pattern.test(text);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    // About 25 ms at most when the machine does nothing else.
    expect(Math.min(...times)).toBeLessThan(300);
  });

  it('takes little time and memory to compile, however many states there are', () => {
    const used = (): number => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = used();
    const { user } = process.cpuUsage();
    const patterns = Array.from({ length: 300 }, (_, number) =>
      patternOf(`(?i)<${number}>[a-z]{1,40}([\\pL\\d]{1,30}|.*foo)+bar$`),
    );
    // about 0.5 ms each when the machine does nothing else
    expect(process.cpuUsage().user - user).toBeLessThan(3_000_000);
    // about 17 kB each, and what is not collected yet
    expect(used() - before).toBeLessThan(patterns.length * 60_000);
    for (const { costPerUnit } of patterns) expect(costPerUnit).toBeGreaterThan(1);
  });

  it('keeps bounded memory, whatever it is fed', () => {
    const pattern = patternOf('[ab漢]*a[ab]{14}c|\\pL{3}\\d');
    const used = (): number => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    pattern.test(noise('ab', 1000));
    const before = used();
    for (let seed = 1; seed <= 300; seed += 1) pattern.test(noise('abc漢ä', 2000, seed));
    for (let rune = 0x4e00; rune < 0x9000; rune += 1)
      pattern.test(`a${String.fromCharCode(rune)}b`);
    expect(used() - before).toBeLessThan(64e6);
  });
});
