import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureCall } from '../../src/approvals/capture.ts';
import type { CapturedCall } from '../../src/approvals/captured-call.ts';
import { anyCall } from '../policy/generate/any-value.ts';
import { compiled } from '../support/compiled.ts';

function captured(call: unknown): CapturedCall {
  const capture = captureCall(call, { unbound: false });
  if (!capture.ok) throw new Error(capture.message);
  return capture.captured;
}

const digestOf = (call: unknown): string => captured(call).digest;

const messageOf = (call: unknown): string => {
  const capture = captureCall(call, { unbound: false });
  return capture.ok ? 'captured' : capture.message;
};

const FULL = {
  tool: {
    name: 'orders.refund',
    server: 'shop',
    riskLevel: 'high',
    annotations: { destructiveHint: true },
  },
  param: { amount: 1290, items: [{ id: 'a' }] },
  agent: { id: 'order-1', name: 'Orders', labels: { team: 'x' } },
  run: { id: 'run-1', user: 'user:alice@example.com' },
  action: { type: 'write' },
  resource: { environment: 'production' },
  context: { customer_tier: 'gold' },
  attrs: { 'gen_ai.request.model': 'm' },
};

describe('A14: the digest', () => {
  test('is the SHA-256 of the canonical form that the format names', () => {
    const text =
      '{"action":{"type":"write"},"agent":{"id":"order-1","labels":{"team":"x"},"name":"Orders"},' +
      '"annotations":{"destructiveHint":true},"attrs":{"gen_ai.request.model":"m"},' +
      '"context":{"customer_tier":"gold"},"param":{"amount":1290,"items":[{"id":"a"}]},' +
      '"resource":{"environment":"production"},"risk_level":"high","server":"shop",' +
      '"tool":"orders.refund","v":1}';
    expect(digestOf(FULL)).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
  });

  test('of a call with a tool alone has null for everything but `param`', () => {
    const text =
      '{"action":null,"agent":null,"annotations":null,"attrs":null,"context":null,"param":{},' +
      '"resource":null,"risk_level":null,"server":null,"tool":"a","v":1}';
    expect(digestOf({ tool: 'a' })).toBe(
      `sha256:${createHash('sha256').update(text).digest('hex')}`,
    );
  });

  const { riskLevel, ...toolWithoutRisk } = FULL.tool;

  test.each<[string, unknown, unknown]>([
    ['a tool as text or reference', { tool: 'a' }, { tool: { name: 'a' } }],
    ['risk_level', FULL, { ...FULL, tool: { ...toolWithoutRisk, risk_level: riskLevel } }],
    ['both spellings', FULL, { ...FULL, tool: { ...FULL.tool, risk_level: riskLevel } }],
    ['no arguments', { tool: 'a' }, { tool: 'a', param: {} }],
    ['an absent member', { tool: 'a', param: {} }, { tool: 'a', param: { b: undefined } }],
    [
      'null for nothing',
      { tool: 'a' },
      { tool: { name: 'a', server: null }, agent: null, attrs: null },
    ],
    ['an agent with a null id', { tool: 'a', agent: {} }, { tool: 'a', agent: { id: null } }],
    ['another run', FULL, { ...FULL, run: { id: 'run-2' } }],
    ['a key that is no part of a call', FULL, { ...FULL, note: 'x' }],
  ])('is the same for one call written in two ways: %s', (_, one, other) => {
    expect(digestOf(other)).toBe(digestOf(one));
  });

  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(safe(value)));
  const record = fc.dictionary(fc.string({ maxLength: 5 }), json, { maxKeys: 4 });
  const anyGoodCall = fc.record(
    {
      tool: fc.record(
        {
          name: fc.string({ minLength: 1 }),
          server: fc.string(),
          riskLevel: fc.string(),
          annotations: record,
        },
        { requiredKeys: ['name'] },
      ),
      // never empty: an empty object and no arguments are one call
      param: record.map((param) => ({ ...param, amount: 1 })),
      agent: record.map((agent) => ({ ...agent, id: 'a-1', name: 'A' })),
      action: record,
      resource: record,
      context: record,
      attrs: record,
    },
    { requiredKeys: ['tool'] },
  );

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anyGoodCall, (call) => {
        expect(digestOf(reversed(call))).toBe(digestOf(call));
      }),
      { seed: 3 },
    );
  });

  test('is another one after any change of one field', () => {
    fc.assert(
      fc.property(anyGoodCall, fc.nat(), fc.nat(2), (call, which, how) => {
        const places = placesIn(call);
        const place = places[which % places.length] ?? [];
        const changed = changeAt(call, place, how);
        fc.pre(messageOf(changed) === 'captured');
        expect(digestOf(changed)).not.toBe(digestOf(call));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  test('is of the copy: what the caller changes later changes nothing', () => {
    const call = structuredClone(FULL);
    const before = captured(call);
    call.param.amount = 9;
    expect(before.call.param).toEqual({ amount: 1290, items: [{ id: 'a' }] });
    expect(digestOf(before.call)).toBe(before.digest);
  });
});

describe('A10: the captured call', () => {
  test('is the call, frozen, without what is no part of one', () => {
    const { call, unbound } = captured({ ...FULL, note: 'x' });
    expect(call).toEqual(FULL);
    expect(unbound).toBe(false);
    const parts: unknown[] = [call];
    for (const part of parts) {
      expect(Object.isFrozen(part)).toBe(true);
      if (typeof part === 'object' && part !== null) parts.push(...Object.values(part));
    }
  });

  test('is captured again as the same', () => {
    const first = captured(FULL);
    expect(captured(JSON.parse(JSON.stringify(first.call)))).toEqual(first);
  });

  test('says whether the arguments were handed over', () => {
    expect(captureCall({ tool: 'a' }, { unbound: true })).toMatchObject({
      captured: { unbound: true },
    });
    expect(captureCall({ tool: 'a', param: {} }, { unbound: true })).toMatchObject({
      captured: { unbound: false },
    });
  });

  test('is decided like the call', () => {
    const policy = compiled(`
approval:
  tools:
    - orders.refund: param.amount > 1000 && tool.risk_level == "high"
  when: agent.id == "order-1" && run.user.startsWith("user:")
`);
    expect(policy.decide(captured(FULL).call)).toEqual(policy.decide(FULL));
    expect(policy.decide(captured(FULL).call).decision).toBe('require_approval');
  });

  test('keeps arguments named `__proto__` as arguments', () => {
    const param: unknown = JSON.parse('{"__proto__": {"amount": 5}}');
    const policy = compiled(
      'block:\n  tools:\n    - a: param.__proto__.amount == 5 && !has(param.amount)',
    );
    expect(policy.decide(captured({ tool: 'a', param }).call).decision).toBe('block');
    expect(digestOf({ tool: 'a', param })).not.toBe(digestOf({ tool: 'a' }));
  });
});

describe('A10: a malformed call', () => {
  const explode = (): never => {
    throw new Error('read');
  };
  const nested = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level += 1) value = { a: value };
    return value;
  };

  test.each<[string, () => unknown]>([
    ['the call is not an object', () => undefined],
    ['the call is not an object', () => 'orders.refund'],
    ['the call is not an object', () => []],
    ['the call names no tool', () => ({})],
    ['the call names no tool', () => ({ tool: '' })],
    ['the call names no tool', () => ({ tool: 1 })],
    ['the call names no tool', () => ({ tool: ['a'] })],
    ['the call names no tool', () => ({ tool: { name: null } })],
    ['the call names no tool', () => ({ tool: { server: 'a' } })],
    ['the call names no tool', () => Object.create({ tool: 'a' })],
    ["the tool's name is longer than 1024 characters", () => ({ tool: 'a'.repeat(1025) })],
    ['the arguments in `param` are not an object', () => ({ tool: 'a', param: null })],
    ['the arguments in `param` are not an object', () => ({ tool: 'a', param: [1] })],
    ['the arguments in `param` are not an object', () => ({ tool: 'a', param: 'b' })],
    ['`agent` is not an object', () => ({ tool: 'a', agent: 'b' })],
    ['`context` is not an object', () => ({ tool: 'a', context: [] })],
    ['`agent.id` is not text', () => ({ tool: 'a', agent: { id: 7 } })],
    ['`run.user` is not text', () => ({ tool: 'a', run: { user: {} } })],
    [
      '`run.id` is longer than 1024 characters',
      () => ({ tool: 'a', run: { id: 'a'.repeat(1025) } }),
    ],
    ['`tool.server` is not text', () => ({ tool: { name: 'a', server: 1 } })],
    ['`tool.annotations` is not an object', () => ({ tool: { name: 'a', annotations: 1 } })],
    [
      'the call gives its tool two risk levels, `riskLevel` and `risk_level`; write one of them',
      () => ({ tool: { name: 'a', riskLevel: 'low', risk_level: 'high' } }),
    ],
    ['`param.b[0]` is not finite', () => ({ tool: 'a', param: { b: [Number.NaN] } })],
    [
      '`param.id` is an integer that has lost digits; write it as text',
      () => ({ tool: 'a', param: { id: 2 ** 53 } }),
    ],
    ['`tool` holds half of a surrogate pair, which is no character', () => ({ tool: '\ud800' })],
    [
      'the call takes more than 1048576 bytes as JSON',
      () => ({ tool: 'a', param: { b: 'x'.repeat(2 ** 20) } }),
    ],
    ['the call is nested deeper than 65 levels', () => ({ tool: 'a', param: nested(65) })],
    ['the call could not be read', () => new Proxy({}, { getOwnPropertyDescriptor: explode })],
    [
      'the call could not be read',
      () => Object.defineProperty({ tool: 'a' }, 'param', { get: explode }),
    ],
    [
      '`param` could not be read',
      () => ({ tool: 'a', param: new Proxy({}, { ownKeys: explode }) }),
    ],
  ])('%s', (message, make) => {
    expect(messageOf(make())).toBe(message);
  });

  test('arguments nested as deep as the limit are captured', () => {
    expect(messageOf({ tool: 'a', param: nested(64) })).toBe('captured');
  });

  test('anything at all is captured as JSON or refused, and nothing is thrown', () => {
    fc.assert(
      fc.property(anyCall(), (recipe) => {
        const capture = captureCall(recipe(), { unbound: false });
        if (!capture.ok) {
          expect(capture.message).toMatch(/^[^\n]{5,600}$/);
          return;
        }
        const again: unknown = JSON.parse(JSON.stringify(capture.captured.call));
        expect(digestOf(again)).toBe(capture.captured.digest);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

/** JSON text of a value in which no integer has lost digits. */
const safe = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'number' && Math.abs(part) > Number.MAX_SAFE_INTEGER ? 7 : part,
  );

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isContainer(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, part]) => [key, reversed(part)]));
}

/** Every part below a value, by the keys that lead there. */
function placesIn(value: unknown, at: readonly string[] = []): string[][] {
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    [...at, key],
    ...placesIn(part, [...at, key]),
  ]);
}

/** The same with one part changed, gone, or under another key. */
function changeAt(value: unknown, [key, ...rest]: readonly string[], how: number): unknown {
  if (key === undefined || !isContainer(value)) return value;
  const entries = Object.entries(value).flatMap<[string, unknown]>(([name, part]) => {
    if (name !== key) return [[name, part]];
    if (rest.length > 0) return [[name, changeAt(part, rest, how)]];
    if (how === 0) return [[name, part === 'changed' ? 'otherwise' : 'changed']];
    return how === 1 || Array.isArray(value) ? [] : [[`${name}'`, part]];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}
