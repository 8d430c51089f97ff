import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/cel/ast.ts';
import { DEFAULT_LIMITS } from '../../src/cel/environment.ts';
import { tooDeepBrackets } from '../../src/cel/syntax/nesting.ts';
import { parse } from '../../src/cel/syntax/parse.ts';
import { tokenize } from '../../src/cel/syntax/tokens.ts';
import { described, mistakesOf, run } from './condition.ts';

const tree = (source: string): Expression => {
  const { expression } = parse(source, DEFAULT_LIMITS);
  if (expression === undefined) throw new Error(`${source} does not parse`);
  return expression;
};

const text = (source: string, { span }: Expression): string => source.slice(span.start, span.end);

describe('P12: the tree of an expression', () => {
  it.each(['.5.5', '.5u', '.5.a', '1 + . 5'])('P12: %s is no number', (source) => {
    expect(mistakesOf(source)).toMatchObject([{ code: 'syntax' }]);
  });

  it('P12: flattens chains of && and ||, however they are grouped', () => {
    const expression = tree('x && (y && x) && y');
    expect(expression).toMatchObject({ kind: 'and', operands: { length: 4 } });
    expect(tree('x && y || x && y')).toMatchObject({ kind: 'or', operands: { length: 2 } });
  });

  it('P12: keeps macros as nodes', () => {
    expect(tree('has(x.items[0].name)')).toMatchObject({
      kind: 'has',
      operand: { kind: 'select', field: 'name', target: { kind: 'index' } },
    });
    expect(tree('x.map(i, i > 1, i * 2)')).toMatchObject({
      kind: 'comprehension',
      macro: 'map',
      variable: 'i',
      filter: { kind: 'binary' },
    });
    expect(tree('cel.bind(a, 1, a + a)')).toMatchObject({ kind: 'bind', variable: 'a' });
    expect(tree('x.?a.optMap(v, v + 1)')).toMatchObject({
      kind: 'comprehension',
      macro: 'optMap',
      target: { optional: true },
    });
  });

  it('P12: leaves a macro name with another number of arguments a call', () => {
    expect(tree('x.filter(y)')).toMatchObject({ kind: 'call', name: 'filter' });
    expect(tree('x.bind(a, 1, a)')).toMatchObject({ kind: 'call', name: 'bind' });
  });

  it.each([
    ['(x + y) * 2', '(x + y) * 2'],
    ['x + (y)', 'x + (y)'],
    ['((x)).a', '((x)).a'],
    ['[(x)].size()', '[(x)].size()'],
    ['-(5)', '-(5)'],
  ])('P12: the span of %s is all of it', (source, whole) => {
    expect(text(source, tree(source))).toBe(whole);
  });

  it.each([
    ['-9223372036854775808', -(2n ** 63n)],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['0xff', 255n],
    ['-0x10', -16n],
    ['.5', 0.5],
    ['-.5e1', -5],
    ['1e3', 1000],
    ["r'\\d'", '\\d'],
    ['"\\u00e9"', 'é'],
    ['"""a\nb"""', 'a\nb'],
  ])('P12: reads the literal %s', (source, value) => {
    expect(tree(source)).toMatchObject({ kind: 'literal', value });
  });

  it('P12: reads bytes, raw bytes and field names in backquotes', () => {
    expect(run('b"\\xff" == br"\\xff"')).toBe(false);
    expect(run('b"abc" == rb"abc"')).toBe(true);
    expect(run('param.`a-b/c.d`', { param: { 'a-b/c.d': 'found' } })).toBe('found');
  });

  it('P12: takes comments, also on the last line', () => {
    expect(run('1 + // one\n 2 // two')).toBe(3n);
  });
});

describe('P12: what is wrong with a source, in our words', () => {
  it.each([
    ['x and y', 'syntax at and: `and` is no operator; write `&&`'],
    ['x AND y', 'syntax at AND: `AND` is no operator; write `&&`'],
    ['x or y', 'syntax at or: `or` is no operator; write `||`'],
    ['not x', 'syntax at not: `not` is no operator; write `!`'],
    ['x not in [1]', 'syntax at not: `not` is no operator; write `!(value in list)`'],
    ['x is null', 'syntax at is: `is` is no operator; write `==`'],
    ['x = 1', 'syntax at =: `=` is no operator; write `==`'],
    ['x === 1', 'syntax at ===: `===` is no operator; write `==`'],
    ['x !== 1', 'syntax at !==: `!==` is no operator; write `!=`'],
    ['x <> 1', 'syntax at <>: `<>` is no operator; write `!=`'],
    ['x & y', 'syntax at &: `&` is no operator; write `&&`'],
    ['x | y', 'syntax at |: `|` is no operator; write `||`'],
    ['1 if x else 2', 'syntax at if: `if` is no operator; write `condition ? value : other`'],
    ['“a” == x', 'syntax at “: `“` is no quotation mark of the language; write " or \''],
    ['', 'syntax at : the expression is empty; write a condition, as in param.amount > 1000'],
    ['x &&', 'syntax at &&: nothing follows `&&`; write a value after it'],
    ['size(x', 'syntax at x: the expression ends too early; a closing `)` is missing'],
    ['[1, 2', 'syntax at 2: the expression ends too early; a closing `]` is missing'],
    ['x ? 1', 'syntax at 1: the expression ends too early; a `:` is missing'],
    [
      'x y',
      'syntax at y: `y` is not expected here; write an operator between the two, such as `&&` or `==`',
    ],
    ['x.in', 'syntax at in: `in` cannot follow a dot; write ["in"] in place of .in'],
    ['"a', 'syntax at "a: the text has no closing quote; close the quote'],
    [
      '"a\nb"',
      'syntax at \n: the text runs over the end of its line; close the quote, or use three quotes for a text of several lines',
    ],
    ['while', 'syntax at while: `while` is a reserved word; choose another name'],
    ['has(x)', 'syntax at x: `has` takes a field; write has(param.amount)'],
    [
      'x.exists(1, true)',
      'syntax at 1: a loop needs a plain variable name here; write list.exists(item, item.price > 10)',
    ],
    [
      '"\\d"',
      'invalid-literal at \\d: there is no such escape; a backslash itself is \\\\; in a raw text, as in r"\\d", it stands for itself',
    ],
  ])('P12: %s', (source, message) => {
    expect(described(source)).toEqual([message]);
  });

  it.each([
    '9223372036854775808',
    '-(9223372036854775808)',
    '-9223372036854775809',
    '18446744073709551616u',
    '1e999',
  ])('P12: %s does not fit', (source) => {
    expect(mistakesOf(source).map(({ code }) => code)).toEqual(['invalid-literal']);
  });

  it('P12: gives several mistakes of literals at once', () => {
    const found = mistakesOf('[9223372036854775808, has(x), 9223372036854775808]');
    expect(found.map(({ code }) => code)).toEqual(['invalid-literal', 'syntax', 'invalid-literal']);
  });

  it('P12: never lets a word of the parser through, and points into the source', () => {
    const piece = fc.constantFrom(
      'x',
      '1',
      '"a"',
      '&&',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '.',
      ',',
      ':',
      '?',
      '!',
      '-',
      '=',
      'and',
      'in',
      "'",
      '\\',
      '`',
      '@',
      'has',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const source = pieces.join('');
        for (const { message, help = '', span } of mistakesOf(source)) {
          const said = `${message} ${help}`;
          expect(said).not.toMatch(
            /\b(?:EOF|[LR]PAREN|[LR]BRAC(?:E|KET)|IDENTIFIER|Expected|Unexpected)\b/,
          );
          expect(said).not.toContain('\n');
          expect(message).not.toMatch(/\.$/);
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(source.length);
        }
      }),
      { seed: 12, numRuns: 3000 },
    );
  });
});

describe('P15: limits of a source', () => {
  const codes = (source: string): string[] => mistakesOf(source).map(({ code }) => code);

  it('P15: a chain of 1,000 && is one level', () => {
    expect(codes(Array(1000).fill('x').join('&&'))).toEqual([]);
    expect(codes(Array(1000).fill('x').join('||'))).toEqual([]);
  });

  it('P15: 4 KiB of source and no more', () => {
    expect(codes(`x == "${'a'.repeat(4089)}"`)).toEqual([]);
    expect(codes(`x == "${'a'.repeat(4090)}"`)).toEqual(['too-long']);
  });

  it.each([
    ['!', `${'!'.repeat(2000)}x`],
    ['-', `${'-'.repeat(2000)}x`],
    ['! and space', `${'! '.repeat(2000)}x`],
    ['(', `${'('.repeat(2000)}x${')'.repeat(2000)}`],
    ['open (', '('.repeat(4000)],
    ['[', `${'['.repeat(2000)}x${']'.repeat(2000)}`],
    ['{', '{1:'.repeat(1300)],
    ['call', 'size('.repeat(600)],
    ['select', `x${'.a'.repeat(2000)}`],
    ['index', `x${'[0]'.repeat(1300)}`],
    ['?:', `${'x?x:'.repeat(1000)}x`],
    ['? inside', 'x?'.repeat(1000)],
    ['+', Array(2000).fill('x').join('+')],
    ['mixed', '!(-['.repeat(1000)],
  ])('P15: too many %s are one clean mistake', (_name, source) => {
    const found = codes(source);
    expect(found.length).toBe(1);
    expect(['too-deep', 'syntax']).toContain(found[0]);
  });

  it('P15: signs are counted before the parser recurses over them', () => {
    const deep = (source: string) => tooDeepBrackets(tokenize(source), 32);
    expect(deep(`${'!'.repeat(32)}x`)).toBeUndefined();
    expect(deep(`${'!'.repeat(33)}x`)).toEqual({ start: 32, end: 33 });
    expect(deep(`${'! -'.repeat(17)}x`)).toBeDefined();
    expect(deep(`"${'!('.repeat(100)}"`)).toBeUndefined();
  });

  it('P15: 32 levels of brackets, and not 33', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}x${')'.repeat(depth)}`;
    expect(codes(nested(32))).toEqual([]);
    expect(codes(nested(33))).toEqual(['too-deep']);
  });

  it('P15: three loops inside each other, and not four; one after the other is no nesting', () => {
    const loops = (names: string[]): string =>
      names.reduceRight((inner, name) => `x.exists(${name}, ${inner})`, 'true');
    expect(codes(loops(['a', 'b', 'c']))).toEqual([]);
    expect(codes(loops(['a', 'b', 'c', 'd']))).toEqual(['too-deep']);
    expect(codes('x.filter(a, a > 1).map(b, b).filter(c, c > 1).exists(d, d > 1)')).toEqual([]);
  });
});
