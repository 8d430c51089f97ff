import { describe, expect, it } from 'vitest';
import { Frame } from '../../src/cel/environment.ts';
import { formatValue, readExpression, traceExpression } from '../../src/cel/expression.ts';
import { Duration, Optional, Timestamp, TypeValue, Uint } from '../../src/cel/value.ts';
import { environmentOf, outcome } from './condition.ts';

/** Every step of a trace as `text = value`. */
function steps(source: string, bindings: Record<string, unknown>): string[] {
  const { expression } = readExpression(source, environmentOf(true));
  if (expression === undefined) throw new Error(`${source} has mistakes`);
  const trace = traceExpression(expression, environmentOf(true));
  trace(new Frame({}, 100_000));
  return trace(new Frame(bindings, 100_000)).steps.map(({ span, value, evaluated }) => {
    const said = outcome(value);
    const shown = typeof said === 'string' && said.startsWith('!') ? said : formatValue(value);
    return `${source.slice(span.start, span.end)} = ${evaluated ? shown : '-'}`;
  });
}

describe('P16: what every sub-expression gave', () => {
  it('P16: in the order of the source, the larger first', () => {
    expect(
      steps('param.amount > 1000 && param.kind in ["a", "b"]', {
        param: { amount: 1290, kind: 'b' },
      }),
    ).toEqual([
      'param.amount > 1000 && param.kind in ["a", "b"] = true',
      'param.amount > 1000 = true',
      'param.amount = 1290',
      'param = {"amount": 1290, "kind": "b"}',
      '1000 = 1000',
      'param.kind in ["a", "b"] = true',
      'param.kind = "b"',
      'param = {"amount": 1290, "kind": "b"}',
      '["a", "b"] = ["a", "b"]',
      '"a" = "a"',
      '"b" = "b"',
    ]);
  });

  it('P16: marks what a short circuit passed over, and errors', () => {
    expect(steps('param.a == 1 && param.b == 2', { param: { a: 2, b: 2 } })).toEqual([
      'param.a == 1 && param.b == 2 = false',
      'param.a == 1 = false',
      'param.a = 2',
      'param = {"a": 2, "b": 2}',
      '1 = 1',
      'param.b == 2 = -',
      'param.b = -',
      'param = -',
      '2 = -',
    ]);
    expect(steps('param.a > 1 || true', { param: {} })).toEqual([
      'param.a > 1 || true = true',
      'param.a > 1 = !no-such-field',
      'param.a = !no-such-field',
      'param = {}',
      '1 = -',
      'true = true',
    ]);
  });

  it('P16: shows the last turn of a loop', () => {
    expect(steps('param.l.exists(i, i > 2)', { param: { l: [1, 3, 5] } })).toEqual([
      'param.l.exists(i, i > 2) = true',
      'param.l = [1, 3, 5]',
      'param = {"l": [1, 3, 5]}',
      'i > 2 = true',
      'i = 3',
      '2 = 2',
    ]);
  });

  it('P16: spans include the parentheses of operands', () => {
    expect(steps('(x + y) * 2', { x: 1, y: 2 })[0]).toBe('(x + y) * 2 = 6');
    expect(steps('(x + y) * 2', { x: 1, y: 2 })).toContain('x + y = 3');
  });
});

describe('P16: values as text', () => {
  it.each([
    [null, 'null'],
    [1290, '1290'],
    [0.5, '0.5'],
    [5n, '5'],
    [new Uint(5n), '5u'],
    ['a"b', '"a\\"b"'],
    [new Uint8Array([97, 255]), 'b"a\\xff"'],
    [[1, 'a', [true]], '[1, "a", [true]]'],
    [{ a: 1, b: { c: null } }, '{"a": 1, "b": {"c": null}}'],
    [new Timestamp(0, 0), 'timestamp("1970-01-01T00:00:00Z")'],
    [new Duration(90, 0), 'duration("90s")'],
    [new TypeValue('int'), 'int'],
    [Optional.none, 'optional.none()'],
    [Optional.of('a'), 'optional.of("a")'],
    [new Date(0), '(not a value)'],
    [undefined, '(not a value)'],
  ])('P16: %s is %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });
});
