import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, on } from './library-call.ts';

const OUTSIDE = '!index-out-of-range';

/** Few letters, so that parts are found, and all widths, so that positions differ from offsets. */
const letters = fc.constantFrom('a', 'b', 'ä', '漢', '😀', '\ud83d');
const texts = fc.string({ unit: letters, maxLength: 40 });
const parts = fc.oneof(
  fc.string({ unit: letters, maxLength: 3 }),
  // Longer ones take the other search, and repeat so that they nearly match.
  fc
    .tuple(fc.constantFrom('a', 'ab', 'aab'), fc.nat(30), fc.constantFrom('', 'b'))
    .map(([unit, count, end]) => unit.repeat(count) + end),
);
/** Runs of which some nearly match a long part, right before others that do. */
const repetitive = fc
  .array(fc.tuple(fc.constantFrom('a', 'ab', 'aab', 'abaab', 'b'), fc.nat(25)), { maxLength: 4 })
  .map((runs) => runs.map(([unit, count]) => unit.repeat(count)).join(''));
const anyText = fc.oneof(texts, repetitive);

describe('P17: strings count code points', () => {
  it.each([
    ['ta©o©αT', 7n],
    ['🐱😀😛', 3n],
    ['e\u0301', 2n],
    ['\ud83d', 1n],
    ['\ude00\ud83d', 2n],
    ['\ud83d\ud83d\ude00', 2n],
    ['', 0n],
  ])('size(%j) is %s', (text, expected) => {
    expect(call('size', text)).toBe(expected);
    expect(on(text, 'size')).toBe(expected);
  });

  it.each([
    ['charAt', ['tacocat', 3n], 'o'],
    ['charAt', ['tacocat', 7n], ''],
    ['charAt', ['tacocat', 8n], OUTSIDE],
    ['charAt', ['tacocat', -1n], OUTSIDE],
    ['charAt', ['tacocat', 2n ** 62n], OUTSIDE],
    ['charAt', ['😀b', 1n], 'b'],
    ['charAt', ['😀b', 0n], '😀'],
    ['charAt', ['😀b', 2n], ''],
    ['charAt', ['😀b', 3n], OUTSIDE],
    ['indexOf', ['tacocat', 'ac'], 1n],
    ['indexOf', ['tacocat', ''], 0n],
    ['indexOf', ['tacocat', '', 3n], 3n],
    ['indexOf', ['tacocat', 'x'], -1n],
    ['indexOf', ['tacocat', 'a', 7n], -1n],
    ['indexOf', ['tacocat', '', 7n], 7n],
    ['indexOf', ['tacocat', 'a', 8n], OUTSIDE],
    ['indexOf', ['tacocat', 'a', -1n], OUTSIDE],
    ['indexOf', ['😀x😀y', 'y'], 3n],
    ['indexOf', ['😀x😀y', '😀', 1n], 2n],
    ['lastIndexOf', ['tacocat', 'at'], 5n],
    ['lastIndexOf', ['tacocat', ''], 7n],
    ['lastIndexOf', ['tacocat', '', 3n], 3n],
    ['lastIndexOf', ['bananananana', 'nana', 7n], 6n],
    ['lastIndexOf', ['tacocat', 'a', 0n], -1n],
    ['lastIndexOf', ['tacocat', 'a', -1n], OUTSIDE],
    ['lastIndexOf', ['tacocat', 'a', 30n], OUTSIDE],
    ['lastIndexOf', ['😀x😀y', '😀'], 2n],
    ['lastIndexOf', ['', '@@'], -1n],
    ['substring', ['tacocat', 4n], 'cat'],
    ['substring', ['tacocat', 7n], ''],
    ['substring', ['tacocat', 0n, 4n], 'taco'],
    ['substring', ['😀b漢', 1n, 2n], 'b'],
    ['substring', ['tacocat', 40n], OUTSIDE],
    ['substring', ['tacocat', 1n, 50n], OUTSIDE],
    ['substring', ['tacocat', -1n], OUTSIDE],
    ['substring', ['tacocat', 4n, 3n], OUTSIDE],
    ['reverse', ['ab😀'], '😀ba'],
    ['lowerAscii', ['TacoCÆt'], 'tacocÆt'],
    ['lowerAscii', ['İSTANBUL'], 'İstanbul'],
    ['upperAscii', ['tacoCαt ß'], 'TACOCαT ß'],
    ['upperAscii', ['ﬁx'], 'ﬁX'],
    ['trim', [' \f\n\r\t\v\u0085\u00a0\u1680\u2003\u2028\u3000x y\u202f\u205f '], 'x y'],
    ['trim', ['\u180e\u200b\ufeffx\ufeff'], '\u180e\u200b\ufeffx\ufeff'],
    ['trim', [' '], ''],
    ['replace', ['{0} days {0} hours', '{0}', '2'], '2 days 2 hours'],
    ['replace', ['{0} days {0} hours', '{0}', '2', 1n], '2 days {0} hours'],
    ['replace', ['aaa', 'a', 'b', 0n], 'aaa'],
    ['replace', ['aaa', 'a', 'b', -7n], 'bbb'],
    ['replace', ['aaa', 'aa', 'b'], 'ba'],
    ['replace', ['a.b', '.', '$&$1'], 'a$&$1b'],
    ['replace', ['a😀', '', '-'], '-a-😀-'],
    ['replace', ['ab', '', '-', 2n], '-a-b'],
    ['replace', ['', '', '-'], '-'],
    ['split', ['hello world', ' '], ['hello', 'world']],
    ['split', ['a,b,c', ',', 0n], []],
    ['split', ['a,b,c', ',', 1n], ['a,b,c']],
    ['split', ['a,b,c', ',', 2n], ['a', 'b,c']],
    ['split', ['a,b,c', ',', 9n], ['a', 'b', 'c']],
    ['split', [',', ','], ['', '']],
    ['split', ['', ','], ['']],
    ['split', ['', ''], []],
    ['split', ['a😀b', ''], ['a', '😀', 'b']],
    ['split', ['abc', '', 2n], ['a', 'bc']],
    ['join', [['x', 'y']], 'xy'],
    ['join', [['x', 'y'], '-'], 'x-y'],
    ['join', [[], '-'], ''],
    ['join', [['x', 1n], '-'], '!no-such-overload'],
    ['join', [['x', null]], '!no-such-overload'],
    ['contains', ['Straße', 'aß'], true],
    ['contains', ['', ''], true],
    ['contains', ['a', 'ab'], false],
    ['startsWith', ['foobar', 'foo'], true],
    ['endsWith', ['foobar', 'foo'], false],
  ])('%s of %o is %o', (name, [receiver, ...args], expected) => {
    expect(on(receiver, name, ...args)).toEqual(expected);
  });

  it.each([
    ['first\nsecond', '"first\\nsecond"'],
    ['\u0007\b\f\r\t\v', '"\\a\\b\\f\\r\\t\\v"'],
    ['\\ "quoted" \'', '"\\\\ \\"quoted\\" \'"'],
    ['printable 😀', '"printable 😀"'],
    ['', '""'],
  ])('strings.quote(%j) is %s', (text, expected) => {
    expect(call('strings.quote', text)).toBe(expected);
  });
});

describe('P17: string functions follow their models', () => {
  it('positions are those of a list of code points', () => {
    fc.assert(
      fc.property(texts, fc.nat(45), fc.nat(45), (text, from, to) => {
        const points = [...text];
        expect(on(text, 'size')).toBe(BigInt(points.length));
        expect(on(text, 'charAt', BigInt(from))).toBe(
          from > points.length ? OUTSIDE : (points[from] ?? ''),
        );
        expect(on(text, 'substring', BigInt(from), BigInt(to))).toBe(
          to > points.length || from > to ? OUTSIDE : points.slice(from, to).join(''),
        );
        expect(on(text, 'split', '')).toEqual(points);
      }),
      { numRuns: 500 },
    );
  });

  it('contains, indexOf and lastIndexOf find what the engine finds, also long parts', () => {
    fc.assert(
      fc.property(anyText, parts, (text, part) => {
        const positionOf = (offset: number): bigint =>
          offset < 0 ? -1n : BigInt([...text.slice(0, offset)].length);
        expect(on(text, 'contains', part)).toBe(text.includes(part));
        expect(on(text, 'indexOf', part)).toBe(positionOf(text.indexOf(part)));
        expect(on(text, 'lastIndexOf', part)).toBe(positionOf(text.lastIndexOf(part)));
      }),
      { numRuns: 2000 },
    );
  });

  it('replace and split agree with the engine, and a limit with doing it step by step', () => {
    fc.assert(
      fc.property(anyText, parts, fc.integer({ min: -1, max: 4 }), (text, part, limit) => {
        if (part === '') return;
        expect(on(text, 'replace', part, '$&')).toBe(text.replaceAll(part, () => '$&'));
        expect(on(text, 'split', part)).toEqual(text.split(part));
        const pieces = text.split(part);
        const head = limit < 0 ? pieces : pieces.slice(0, Math.max(limit - 1, 0));
        const rest = pieces.slice(head.length).join(part);
        const expected =
          limit === 0 ? [] : head.length === pieces.length ? pieces : [...head, rest];
        expect(on(text, 'split', part, BigInt(limit))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('reverse twice is nothing, lower and upper case touch ASCII alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(on(on(text, 'reverse'), 'reverse')).toBe(text);
        const mapped = [...text].map((point) =>
          /[a-z]/.test(point) ? point.toUpperCase() : point,
        );
        expect(on(text, 'upperAscii')).toBe(mapped.join(''));
      }),
    );
  });

  it('quote gives a literal that reads back as the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\t', 'n', '😀') }),
        (text) => {
          expect(JSON.parse(String(call('strings.quote', text)))).toBe(text);
        },
      ),
    );
  });
});
