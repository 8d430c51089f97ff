/**
 * Conditions that only compute with the arguments they name: no `has`, `in`, optional, `size` or operation
 * on a whole container. Taking an argument away can then make a condition unknown, never turn it.
 */
import fc from 'fast-check';
import type { JsonObject } from '../../../src/policy/call.ts';

/** The arguments that conditions name, by the type they expect. */
const NUMBERS = [
  'param.a',
  'param.b',
  'param.o.x',
  'param.l[0]',
  'param.l[param.i]',
  'param["k-1"]',
];
const STRINGS = ['param.s', 'param.u', 'param.o.y.z', 'param.w[1]', 'param.o["y"]["z"]'];
const BOOLEANS = ['param.p', 'param.q', 'param.o.q'];

const number = fc.constantFrom('0', '1', '2', '-1', '10', '1.5', '1000000', '9007199254740991');
const string = fc.constantFrom(
  '""',
  '"a"',
  '"A"',
  '"ab"',
  '"/etc/x"',
  '"a,b"',
  '"http://h.example/"',
  '"*"',
);

type Expressions = { boolean: string; number: string; string: string };

const join = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((each) => each.join(''));
const is = (text: string) => fc.constant(text);

const { boolean } = fc.letrec<Expressions>((tie) => {
  const bool = tie('boolean');
  const num = tie('number');
  const str = tie('string');
  const method = (...names: string[]) => fc.constantFrom(...names).map((name) => `.${name}(`);
  const comparison = (side: fc.Arbitrary<string>) =>
    join(
      is('('),
      side,
      fc.constantFrom(' == ', ' != ', ' < ', ' <= ', ' > ', ' >= '),
      side,
      is(')'),
    );
  return {
    number: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
      { weight: 2, arbitrary: number },
      {
        weight: 2,
        arbitrary: join(
          is('('),
          num,
          fc.constantFrom(' + ', ' - ', ' * ', ' / ', ' % '),
          num,
          is(')'),
        ),
      },
      { weight: 1, arbitrary: join(is('(-'), num, is(')')) },
      { weight: 1, arbitrary: join(is('('), bool, is(' ? '), num, is(' : '), num, is(')')) },
      { weight: 1, arbitrary: join(str, is('.indexOf('), str, is(')')) },
      { weight: 1, arbitrary: join(is('double('), str, is(')')) },
      { weight: 1, arbitrary: join(is('[1, 2, 3]['), num, is(']')) },
      { weight: 1, arbitrary: join(is('{"a": 1, "ab": 2}['), str, is(']')) },
    ),
    string: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: fc.constantFrom(...STRINGS) },
      { weight: 2, arbitrary: string },
      { weight: 1, arbitrary: join(is('('), str, is(' + '), str, is(')')) },
      {
        weight: 2,
        arbitrary: join(str, fc.constantFrom('.lowerAscii()', '.upperAscii()', '.trim()')),
      },
      { weight: 1, arbitrary: join(str, is('.replace('), str, is(', '), str, is(')')) },
      { weight: 1, arbitrary: join(str, is('.substring('), num, is(')')) },
      { weight: 1, arbitrary: join(str, is('.charAt('), num, is(')')) },
      { weight: 1, arbitrary: join(str, is('.split(",")[0]')) },
      { weight: 1, arbitrary: join(is('('), bool, is(' ? '), str, is(' : '), str, is(')')) },
      { weight: 1, arbitrary: join(is('string('), num, is(')')) },
      { weight: 1, arbitrary: join(is('host('), str, is(')')) },
    ),
    boolean: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 1, arbitrary: fc.constantFrom(...BOOLEANS) },
      { weight: 4, arbitrary: comparison(num) },
      { weight: 3, arbitrary: comparison(str) },
      { weight: 1, arbitrary: comparison(bool) },
      { weight: 3, arbitrary: join(is('('), bool, is(' && '), bool, is(')')) },
      { weight: 3, arbitrary: join(is('('), bool, is(' || '), bool, is(')')) },
      { weight: 2, arbitrary: join(is('!'), bool) },
      { weight: 2, arbitrary: join(is('('), bool, is(' ? '), bool, is(' : '), bool, is(')')) },
      {
        weight: 2,
        arbitrary: join(str, method('startsWith', 'endsWith', 'contains'), str, is(')')),
      },
      { weight: 1, arbitrary: join(str, is('.matches("^a+b?$")')) },
      { weight: 1, arbitrary: join(is('glob('), str, is(', "a*")')) },
      { weight: 1, arbitrary: join(is('within('), str, is(', "/etc")')) },
      {
        weight: 1,
        arbitrary: join(is('['), num, is(', '), num, is('].exists(e, e > '), num, is(')')),
      },
      {
        weight: 1,
        arbitrary: join(is('['), num, is(', '), num, is('].all(e, (e > 1) || '), bool, is(')')),
      },
      { weight: 1, arbitrary: join(is('cel.bind(v, '), num, is(', v > 1 || '), bool, is(')')) },
    ),
  };
});

export const monotoneCondition = (): fc.Arbitrary<string> =>
  boolean.filter((text) => text.split(/\]\.(?:all|exists)\(/).length - 1 <= MOST_LOOPS);

/** More loops inside each other are refused at load. */
const MOST_LOOPS = 3;

const anyScalar = fc.constantFrom<unknown[]>(null, true, false, 0, 1, 1.5, 2 ** 53, '', 'a', '1');
const numberValue = fc.constantFrom<unknown[]>(0, 1, 2, 3, -1, 1.5, 10, 1e6, 2 ** 53, 1e308);
const stringValue = fc.constantFrom<unknown[]>(
  ...['', 'a', 'A', 'ab', 'a,b', '/etc/x', '/etc/../x', 'http://h.example/'],
);

const mostly = (expected: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: expected }, { weight: 1, arbitrary: anyScalar });

/** An object that lacks each key one time in ten. */
const mostOf = (parts: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc
    .tuple(...Object.values(parts).map((part) => fc.option(mostly(part), { nil: ABSENT, freq: 9 })))
    .map((values) => {
      const entries = Object.keys(parts).map((key, at) => [key, values[at]] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== ABSENT));
    });

const ABSENT = Symbol('absent');

const listOf = (item: fc.Arbitrary<unknown>) =>
  fc.array(mostly(item), { minLength: 1, maxLength: 3 });

/** Arguments that such conditions read: usually of the expected type, sometimes absent. */
export const monotoneParam = (): fc.Arbitrary<JsonObject> =>
  mostOf({
    a: numberValue,
    b: numberValue,
    i: fc.constantFrom(0, 1, 2),
    'k-1': numberValue,
    s: stringValue,
    u: stringValue,
    p: fc.boolean(),
    q: fc.boolean(),
    l: listOf(numberValue),
    w: listOf(stringValue),
    o: mostOf({ x: numberValue, q: fc.boolean(), y: mostOf({ z: stringValue }) }),
  });
