import { describe, expect, test } from 'vitest';
import { type Call, compilePolicy } from '../../src/engine.ts';
import { compiled } from '../support/compiled.ts';

const decide = (text: string, call: Call) => compiled(text).decide(call);

describe('what a call says of itself', () => {
  const scoped = 'agents: ["order-*"]\nblock: { tools: [t] }';

  test.each([
    ['no agent', {}],
    ['an empty id', { agent: { id: '' } }],
    ['an id that is no text', { agent: { id: 7 as never } }],
  ])('P14: %s leaves it unknown whether a scoped document governs', (_, rest) => {
    const { decision, errors } = decide(scoped, { tool: 't', ...rest });
    expect(decision).toBe('block');
    expect(errors.map(({ code }) => code)).toEqual(['call/agent-unknown']);
  });

  test('P06: both spellings of the risk level are one; two that differ are an error', () => {
    const policy = 'approval:\n  when: tool.risk_level == "high"';
    const tool = (levels: object) => ({ tool: { name: 't', ...levels } });
    expect(decide(policy, tool({ riskLevel: 'low' })).decision).toBe('allow');
    expect(decide(policy, tool({ risk_level: 'high' })).decision).toBe('require_approval');
    expect(decide(policy, tool({ riskLevel: 'high', risk_level: 'high' })).errors).toEqual([]);
    const contradicting = decide(policy, tool({ riskLevel: 'low', risk_level: 'high' }));
    expect(contradicting.decision).toBe('require_approval');
    expect(contradicting.errors[0]?.code).toBe('condition/invalid-argument');
  });

  test('P15: more attributes than anyone needs are an error, and are not copied', () => {
    const policy = 'block:\n  when: attrs["x"] == "1"';
    const attrs = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    const some = decide(policy, { tool: 't', attrs: { ...attrs(990), x: '2' } });
    expect(some.decision).toBe('allow');
    const many = decide(policy, { tool: 't', attrs: { ...attrs(1000), x: '2' } });
    expect(many.decision).toBe('block');
    expect(many.errors[0]?.code).toBe('condition/budget');
  });
});

describe('errors', () => {
  test('P14: which errors a block lists does not depend on the order of its entries', () => {
    const entries = ['t: param.a == 1', 't: param.b == 1'];
    const errors = [entries, entries.toReversed()].map((tools) => {
      const text = `block:\n  tools:\n${tools.map((entry) => `    - ${entry}\n`).join('')}`;
      const { decision, errors } = decide(text, { tool: 't', param: { a: 1 } });
      return [decision, errors.map(({ code }) => code)];
    });
    expect(errors).toEqual([
      ['block', ['condition/no-such-field']],
      ['block', ['condition/no-such-field']],
    ]);
  });

  test('P14: a clock that gives no time is an error where `now` is read, and only there', () => {
    const text = 'block:\n  tools:\n    - t: now > timestamp("2020-01-01T00:00:00Z")\n    - u';
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1e15, 1e15]) {
      const { policy } = compilePolicy([{ name: 'p.yaml', text }], { clock: () => time });
      expect(policy?.decide({ tool: 't' })).toMatchObject({
        decision: 'block',
        errors: [{ code: 'condition/invalid-argument', message: 'the clock gives no time' }],
      });
      expect(policy?.decide({ tool: 'u' }).errors).toEqual([]);
    }
  });
});

describe('messages', () => {
  test.each([
    [`"{{ '}}' }} and {{ param.a }}"`, '}} and 1'],
    [`"{{ {'x': {'y': param.a}}.x.y }}!"`, '1!'],
    [`"isn't {{ param.a }} or {{ 'it' }}"`, "isn't 1 or it"],
  ])('P01: %s ends its expressions where they end', (message, filled) => {
    const text = `approval:\n  tools: [t]\n  message: ${message}`;
    expect(decide(text, { tool: 't', param: { a: 1 } }).message).toBe(filled);
  });
});

describe('a policy', () => {
  test('P09: is frozen with its documents, so that its version says what it decides', () => {
    const [document] = compiled('agents: ["x"]\nblock: { tools: [t] }').documents;
    expect(() => Object.assign(document ?? {}, { mode: 'monitor' })).toThrow(TypeError);
    expect(Object.isFrozen(document?.blocks[0]?.entries[0])).toBe(true);
  });

  test.each([Number.NaN, 0, -1, 1.5, Number.POSITIVE_INFINITY])(
    'P15: %s is no number of steps',
    (steps) => {
      const sources = [{ name: 'p.yaml', text: 'block: { tools: [t] }' }];
      expect(() => compilePolicy(sources, { steps })).toThrow(RangeError);
    },
  );

  test('P09: its version covers the catalogs it names, in any order, and no others', () => {
    const sources = [{ name: 'p.yaml', text: 'catalog: t.json\nblock: { tools: [t] }' }];
    const version = (...catalogs: { name: string; text: string }[]) =>
      compilePolicy(sources, { catalogs }).policy?.version;
    const named = { name: 't.json', text: '{}' };
    expect(version(named)).toBeDefined();
    expect(version(named, { name: 'u.json', text: '{}' })).toBe(version(named));
    expect(version({ name: 't.json', text: '{ }' })).not.toBe(version(named));
  });
});
