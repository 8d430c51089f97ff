import { describe, expect, it } from 'vitest';
import { Frame } from '../../src/cel/environment.ts';
import { compileExpression, formatValue, readExpression } from '../../src/cel/expression.ts';
import { stringify } from '../../src/cel/value-text.ts';
import { environmentOf, outcome, run } from './condition.ts';

/** Milliseconds that one evaluation may take at most, and how much slower a busy machine may be. */
const MOST = 50;
const BUSY = 6;

const cyclic = (): Record<string, unknown> => {
  const object: Record<string, unknown> = {};
  object['self'] = object;
  object['list'] = [object];
  return object;
};

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

const numbers = Array.from({ length: 100_000 }, (_, index) => index);
const text = 'a'.repeat(1 << 20);
const wide = (): unknown => Object.fromEntries(numbers.slice(0, 50_000).map((n) => [`k${n}`, n]));

const param = {
  one: cyclic(),
  other: cyclic(),
  deep: nested(100_000, (a) => ({ a })),
  deeper: nested(100_000, (a) => ({ a })),
  lists: nested(100_000, (a) => [a]),
  numbers,
  copy: numbers.slice(),
  few: numbers.slice(0, 300),
  text,
  same: `${text.slice(1)}a`,
  wide: wide(),
  alike: wide(),
  texts: Array.from({ length: 300 }, () => 'x'.repeat(3000)),
};

function evaluate(source: string, steps = 100_000): { result: unknown; frame: Frame; ms: number } {
  const { expression, mistakes } = readExpression(source, environmentOf(true));
  if (expression === undefined) throw new Error(mistakes[0]?.message);
  const compiled = compileExpression(expression, environmentOf(true));
  let fastest = Number.POSITIVE_INFINITY;
  let frame = new Frame({ param }, steps);
  let result: unknown;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    frame = new Frame({ param }, steps);
    const start = performance.now();
    result = compiled(frame);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return { result, frame, ms: fastest };
}

describe('P15: no argument makes a condition slow, deep or large', () => {
  it.each([
    'param.numbers.exists(n, n == -1)',
    'param.numbers.all(n, n >= 0)',
    'param.few.exists(a, param.few.exists(b, param.few.exists(c, a + b + c == -1)))',
    'param.few.all(a, param.numbers.filter(b, b > 5) == [])',
    'param.few.map(a, param.numbers + param.numbers)',
    'param.numbers.exists(a, a in param.copy && false)',
    'param.few.exists(a, param.text == param.same + "" && false)',
    'param.few.exists(a, param.text < param.same && false)',
    'param.numbers.exists(a, param.text.contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab"))',
    'param.text.matches("^(a+)+$")',
    'param.numbers.exists(a, size(param.wide) == 3)',
    'param.numbers.exists(a, param.wide == param.alike && false)',
    'param.numbers.exists(a, param.wide.exists(k, k == "zz"))',
    'param.texts.exists(a, param.texts.exists(b, a == b && false))',
    'cel.bind(a, param.text, cel.bind(b, a + a, cel.bind(c, b + b, size(c + c + c + c)))) > 0',
    'cel.bind(a, param.numbers, cel.bind(b, a + a, size(b + b + b + b))) > 0',
    'param.numbers.map(a, [a, a]).size() == 1',
    '"%s".format([param]) == ""',
    '"%s".format([param.wide]) == ""',
    '"%s".format([param.numbers]) == ""',
    '"%s".format([param.text]) == ""',
    '"%s".format([param.deep]) == ""',
    'param.few.exists(a, "%s".format([param.few]) == "")',
    'param.numbers.join() == ""',
  ])('P15: %s', (source) => {
    const { result, frame, ms } = evaluate(source);
    expect(outcome(result)).toBe('!budget');
    expect(frame.steps).toBeLessThan(0);
    expect(ms).toBeLessThan(MOST * BUSY);
  });

  it.each([
    'param.one == param.other',
    'param.one in [param.other]',
    '[param.one] != [param.other]',
    'param.deep == param.deeper',
    'param.lists == [param.lists]',
  ])('P15: however deep, %s', (source) => {
    const { result, ms } = evaluate(source);
    expect(outcome(result)).toBe('!budget');
    expect(ms).toBeLessThan(MOST * BUSY);
  });

  it('P15: what fits in the budget gives its value', () => {
    expect(evaluate('param.numbers == param.copy').result).toBe(true);
    expect(
      evaluate('param.few.exists(a, param.few.exists(b, a + b == -1)) || true', 1e6).result,
    ).toBe(true);
    expect(evaluate('param.few.exists(n, n == 299)').result).toBe(true);
  });

  it('P15: once the steps are used up, nothing that costs goes on', () => {
    const costly = 'size(param.wide) == 3';
    const source = Array(100).fill(costly).join(' || ');
    const once = evaluate(`param.numbers.all(n, n >= 0) && ${costly}`).ms;
    expect(evaluate(`param.numbers.all(n, n >= 0) || ${source}`).ms).toBeLessThan(
      once * 10 + MOST * BUSY,
    );
  });

  it('P15: a value that is too large to be written takes no longer than finding its keys', () => {
    const keys = evaluate('param.wide.map(k, k) == []').ms;
    expect(evaluate('"%s".format([param.wide]) == ""').ms).toBeLessThan(keys * 2 + MOST * BUSY);
    expect(evaluate('"%s".format([param]) == ""').ms).toBeLessThan(MOST * BUSY);
  });

  it('P15: absorption keeps a result that no error can change', () => {
    expect(outcome(evaluate('param.numbers.all(n, n >= 0) || true').result)).toBe(true);
    expect(outcome(evaluate('param.numbers.all(n, n >= 0) || false').result)).toBe('!budget');
  });

  it('P15: a turn of a loop costs one step and one for each node of its body', () => {
    const used = (source: string) => 100_000 - evaluate(source).frame.steps;
    expect(used('param.few.all(n, true)')).toBe(300 * 2);
    expect(used('param.few.all(n, n >= 0)')).toBe(300 * 4);
    expect(used('param.few.map(n, n >= 0, n)')).toBe(300 * 5);
    expect(used('param.few[0] == 0')).toBe(0);
  });

  it('P15: strings cost by their length', () => {
    const used = (source: string) => 100_000 - evaluate(source).frame.steps;
    expect(used('param.text == param.same')).toBe((1 << 20) / 16);
    expect(used('param.text + param.text == ""')).toBe(Math.ceil((2 << 20) / 10));
    expect(used('param.text == "short"')).toBe(0);
  });

  it('P15: values are written out only as far as they may be long', () => {
    expect(formatValue(param.one, 40).length).toBeLessThanOrEqual(40);
    expect(formatValue(param.deep, 40).length).toBeLessThanOrEqual(40);
    expect(stringify(param.numbers, 20)).toBe('[0, 1, 2, 3, 4, 5...');
    expect(stringify(text, 5)).toBe('aa...');
    const dag = nested(64, (inner) => [inner, inner]);
    expect(formatValue(dag, 100).length).toBeLessThanOrEqual(100);
  });

  it('P15: a chain of 1,000 terms runs', () => {
    const chain = (sign: string) => Array(1000).fill('x').join(sign);
    expect(run(chain('&&'), { x: true })).toBe(true);
    expect(run(chain('||'), { x: false })).toBe(false);
  });
});
