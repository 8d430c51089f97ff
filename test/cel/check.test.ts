import { describe, expect, it } from 'vitest';
import { readExpression } from '../../src/cel/expression.ts';
import { described, environmentOf, mistakesOf } from './condition.ts';

const typeOf = (source: string, json = true) => readExpression(source, environmentOf(json)).type;

describe('P12: mistakes found before an expression runs', () => {
  it.each([
    ['parm.amount > 1', 'unknown-name at parm: there is no `parm`; did you mean `param`?'],
    [
      'zzz',
      'unknown-name at zzz: there is no `zzz`; the names here are `param`, `context`, `x` or `y`',
    ],
    ['x == None', 'unknown-name at None: there is no `None`; write `null`'],
    ['x == True', 'unknown-name at True: there is no `True`; write `true`'],
    ['not(x)', 'unknown-function at not: there is no function `not`; write `!`'],
    ['len(x)', 'unknown-function at len: there is no function `len`; did you mean `size`?'],
    [
      'x.startsWit("a")',
      'unknown-function at startsWit: there is no function `startsWit`; did you mean `startsWith`?',
    ],
    [
      'x.toLowerCase()',
      'unknown-function at toLowerCase: there is no function `toLowerCase`; did you mean `lowerAscii`?',
    ],
    [
      'optional.nome()',
      'unknown-function at nome: there is no function `optional.nome`; did you mean `optional.none`?',
    ],
    [
      'startsWith(x, "a")',
      'unknown-function at startsWith: `startsWith` is called on a value; write value.startsWith(...)',
    ],
    [
      'x.double()',
      'unknown-function at double: `double` is not called on a value; write double(...)',
    ],
    [
      'exists(x, true)',
      'unknown-function at exists: `exists` is called on a value; write value.exists(...)',
    ],
    ['size()', 'wrong-arity at size(): `size` takes 1 argument, not 0'],
    ['has()', 'wrong-arity at has(): `has` takes 1 argument, not 0'],
    ['x.map(y)', 'wrong-arity at x.map(y): `map` takes 2 or 3 arguments, not 1'],
    [
      'cel.bind(a, 1)',
      'unknown-name at a: there is no `a`; the names here are `param`, `context`, `x` or `y`|wrong-arity at cel.bind(a, 1): `bind` takes 3 arguments, not 2',
    ],
    [
      '"a".startsWith(1)',
      'type-mismatch at 1: `startsWith` does not take a number here; it takes a string',
    ],
    [
      '"a" > 1',
      'type-mismatch at "a" > 1: `>` cannot take a string and a number; convert one of them, as in string(value) or int(text)',
    ],
    [
      '1 + "a"',
      'type-mismatch at 1 + "a": `+` cannot take a number and a string; convert one of them, as in string(value) or int(text)',
    ],
    ['!5', 'type-mismatch at 5: `!` takes true or false, not a number'],
    ['param.x && "a"', 'type-mismatch at "a": `&&` takes true or false, not a string'],
    ['"a" ? 1 : 2', 'type-mismatch at "a": `?:` takes true or false, not a string'],
    [
      '"a" == 1',
      'type-mismatch at "a" == 1: a string is never equal to a number; convert one of them, as in string(value) or int(text)',
    ],
    [
      'param.?a == 1',
      'type-mismatch at param.?a == 1: an optional is never equal to a number; take its value with .orValue(...)',
    ],
    [
      '[1].amount == 1',
      'type-mismatch at amount: a list has no fields; take an element first, as in list[0]',
    ],
    [
      '"a" in "abc"',
      'type-mismatch at "a" in "abc": `in` cannot take a value and a string; write text.contains(part)',
    ],
    [
      '{"a": 1, "a": 2}',
      'invalid-literal at "a": the map has the key `a` already; remove one of the two',
    ],
    [
      '{1.5: 1}',
      'type-mismatch at 1.5: a number cannot be a key of a map; a key is a string, a whole number or a boolean',
    ],
    [
      '"abc".exists(c, true)',
      'type-mismatch at "abc": `exists` goes over a list or a map, not a string',
    ],
    [
      'x.matches(y)',
      'invalid-pattern at y: the pattern of `matches` must be written out; write it in quotes, or use startsWith, contains or glob',
    ],
  ])('P12: %s', (source, message) => {
    expect(described(source).join('|')).toBe(message);
  });

  it('P12: a pattern that RE2 refuses is a mistake at its place', () => {
    expect(mistakesOf('x.matches("a(?=b)")')).toMatchObject([
      { code: 'invalid-pattern', span: { start: 10, end: 18 } },
    ]);
  });

  it('P12: all mistakes are given at once, and none twice', () => {
    const found = mistakesOf('parm.a > 1 && "a" > 1 || sice(x) == 2 && !parm.b');
    expect(found.map(({ code }) => code)).toEqual([
      'unknown-name',
      'type-mismatch',
      'unknown-function',
      'unknown-name',
    ]);
  });

  it('P12: a condition must give a boolean', () => {
    expect(described('1 + 1', true, true)).toEqual([
      'not-boolean at 1 + 1: the condition gives a number, not true or false; compare it with something, as in param.amount > 1000',
    ]);
    expect(mistakesOf('param.flag', true, true)).toEqual([]);
    expect(mistakesOf('param.flag ? true : param.other', true, true)).toEqual([]);
  });

  it.each(['1 + 1.0', '2u + 1', '1.5 % 2.0', '1 - 1.0', '5 % 2.0'])(
    'P12: %s is a mistake in plain CEL only',
    (source) => {
      expect(mistakesOf(source, false).map(({ code }) => code)).toEqual(['type-mismatch']);
    },
  );

  it.each([
    '1 + 1.0',
    '1.5 * 2',
    '1 < 1.5',
    '1 == 1.0',
    '4.0 % 2',
    '[1, "a", 2.0, null]',
    '"a".substring(1.0)',
    'x + 1 == 2',
  ])('P12: %s is none with JSON numbers', (source) => {
    expect(mistakesOf(source)).toEqual([]);
  });

  it('P12: a macro variable is known inside its macro only', () => {
    expect(mistakesOf('x.exists(item, item.a > 1)')).toEqual([]);
    expect(mistakesOf('x.exists(item, true) && item').map(({ code }) => code)).toEqual([
      'unknown-name',
    ]);
    expect(described('x.exists(item, itm.a > 1)')).toEqual([
      'unknown-name at itm: there is no `itm`; did you mean `item`?',
    ]);
  });

  it.each([
    ['1', 'int'],
    ['1.0', 'double'],
    ['1u', 'uint'],
    ['x > 1', 'bool'],
    ['[1]', 'list'],
    ['size(x)', 'int'],
    ['int', 'type'],
    ['timestamp(x) - timestamp(x)', 'google.protobuf.Duration'],
    ['x.?a', 'optional_type'],
    ['x.a', 'dyn'],
    ['x ? 1 : "a"', 'dyn'],
    ['cel.bind(a, "t", a + a)', 'string'],
  ])('P12: the type of %s is %s', (source, type) => {
    expect(typeOf(source, false)).toBe(type);
  });
});
