import { describe, expect, test } from 'vitest';
import { compileExpression, readExpression, traceExpression } from '../../src/cel/expression.ts';
import { Fault } from '../../src/cel/fault.ts';
import { DecisionFrame } from '../../src/policy/decision-frame.ts';
import { POLICY_ENVIRONMENT } from '../../src/policy/environment.ts';

/** Conditions on one or two fields of `param`, which compile to one closure each. */
const CONDITIONS = [
  ...['==', '!=', '<', '<=', '>', '>='].flatMap((operator) => [
    `param.a ${operator} 5`,
    `5.0 ${operator} param.a`,
    `param.a.b ${operator} 5`,
  ]),
  ...['"x"', 'true', 'null'].flatMap((literal) => [
    `param.a == ${literal}`,
    `param.a != ${literal}`,
    `param.a.b == ${literal}`,
    `resource.a == ${literal}`,
    `resource.a != ${literal}`,
  ]),
  'param.a in ["x", 5, null]',
  'param.a.b in ["x", 5, null]',
];

/**
 * What an argument may be, from the harmless to the hostile. An instance of the program's own classes is
 * left out: reading its fields is allowed, not promised.
 */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  'x',
  'y',
  5,
  4.5,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  -(2 ** 53),
  2 ** 53 - 1,
  5n,
  2n ** 70n,
  [],
  [5],
  new Date(0),
  new Map([['b', 5]]),
  Symbol('x'),
  () => 5,
];

const ARGUMENTS = VALUES.flatMap((value) => [{ a: value }, { a: { b: value } }]);

const show = (outcome: unknown): unknown =>
  outcome instanceof Fault ? `${outcome.code}: ${outcome.message}` : outcome;

describe('conditions on arguments', () => {
  test.each(CONDITIONS)('P15: `%s` gives the same however it is compiled', (source) => {
    const { expression } = readExpression(source, POLICY_ENVIRONMENT, { boolean: true });
    if (expression === undefined) throw new Error(`${source} does not compile`);
    const fused = compileExpression(expression, POLICY_ENVIRONMENT);
    const traced = traceExpression(expression, POLICY_ENVIRONMENT);
    for (const [index, param] of ARGUMENTS.entries()) {
      const frame = new DecisionFrame(() => 0, 1000);
      frame.take({ tool: 't', resource: param }, 't', param);
      expect(show(fused(frame)), `argument ${index}`).toEqual(show(traced(frame).value));
    }
  });

  test('P14: an error is no map that has the fields of an error', () => {
    for (const name of ['code', 'message', 'span', 'value', 'present', 'seconds']) {
      for (const source of [`param.absent.${name} != "x"`, `resource.${name} == null`]) {
        const { expression } = readExpression(source, POLICY_ENVIRONMENT);
        if (expression === undefined) throw new Error(`${source} does not compile`);
        const frame = new DecisionFrame(() => 0, 1000);
        frame.take({ tool: 't', resource: 'no object' as never }, 't', {});
        expect(compileExpression(expression, POLICY_ENVIRONMENT)(frame), source).toBeInstanceOf(
          Fault,
        );
      }
    }
  });

  test('P15: what has lost digits, or is no JSON, is an error and no value', () => {
    const outcomes = [2 ** 53, Number.NaN, () => 5, new Map()].map((a) => {
      const { expression } = readExpression('param.a != 5', POLICY_ENVIRONMENT);
      if (expression === undefined) throw new Error('the condition does not compile');
      const frame = new DecisionFrame(() => 0, 1000);
      frame.take({ tool: 't' }, 't', { a });
      const outcome = compileExpression(expression, POLICY_ENVIRONMENT)(frame);
      return outcome instanceof Fault ? outcome.code : outcome;
    });
    expect(outcomes).toEqual(['unsafe-number', 'unsafe-number', 'not-json', 'not-json']);
  });
});
