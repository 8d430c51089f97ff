import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import type { Store } from '../../../src/approvals/store.ts';
import { idOf, notice, putAll, resolved, START, sample, sources, writing } from '../samples.ts';
import { openStore, type TestedStore } from './database.ts';

/** Texts that something on the way to a disk and back likes to change. */
const TEXTS: Readonly<Record<string, string>> = {
  'an empty text': '',
  spaces: '  \t ',
  'line breaks': 'a\r\nb\rc\nd\u2028e\u2029f\u0085',
  'a NUL': 'a\u0000b',
  'a NUL alone': '\u0000',
  'control characters': '\u0001\u0008\u001f\u007f\u009f',
  'a backslash and u0000': '\\u0000 \\ \\\\u0000',
  quotes: `' " \` '' "" $$ $1 ? :a @b`,
  'SQL patterns': '% _ \\% ; -- /* */',
  emoji: '🦊 👩‍👩‍👧 🇦🇹',
  'two forms of one letter': 'é e\u0301 Å \u212b',
  'directions and marks': '\u202eabc\u2066\u200b\ufeff\u{e0041}',
  'beyond the first plane': '\u{10ffff}\u{1d11e}\uffff\ufffe',
  'half a pair': 'a\ud800b',
  'another half': '\udfff',
  'what JSON says for nothing': 'null',
  numbers: '1e400',
  'a long text': 'x'.repeat(20_000),
  // an index does not hold it, and nothing makes it shorter
  'a long text of chance': createHash('shake256', { outputLength: 10_000 }).digest('hex'),
  'a long text of chance with another end': `${createHash('shake256', { outputLength: 10_000 }).digest('hex')}.`,
};

/** Arguments by what is special about them; as JSON, because a literal would set a prototype. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'keys of the prototype':
    '{"__proto__": {"x": 1}, "constructor": {"__proto__": null}, "toString": 1}',
  'an empty key': '{"": {"": [""]}}',
  'NUL in keys': '{"a\\u0000b": "\\u0000"}',
  'numbers to the last digit':
    '{"a": 0.1, "b": 1e21, "c": 9007199254740991, "d": 5e-324, "e": 1.7976931348623157e308}',
  'the order of keys': '{"b": 1, "a": 2, "10": 3, "B": 4}',
  nothing: '{"a": null, "b": [], "c": {}}',
  'many levels': `${'{"a":['.repeat(30)}1${']}'.repeat(30)}`,
};

/** The value of a text everywhere a request holds one that comes from outside. */
const saturated = (id: string, text: string): ApprovalRequest =>
  sample(id, {
    agentId: text,
    requesters: [text, text],
    idempotencyKey: text,
    captured: {
      call: {
        tool: { name: text, server: text, annotations: { [text]: text } },
        param: { [text]: text },
        agent: { id: text, name: text },
        run: { id: text, user: text },
        context: { text },
      },
      digest: text,
      unbound: false,
    },
    shownParam: { [text]: text },
    redact: [text],
    ruling: {
      policyVersion: text,
      rule: null,
      message: text,
      shownMessage: text,
      heldAgainst: text,
    },
    votes: [
      {
        voter: { id: text, groups: [text], mayApprove: true, via: text },
        choice: 'reject',
        reason: text,
        at: START,
      },
    ],
    resolution: { ...resolved('rejected'), reason: text, resolvedBy: text },
  });

/** The text of each part, which tells more apart than an equal value. */
const texts = (request: ApprovalRequest | undefined) =>
  Object.fromEntries(
    Object.entries(request ?? {}).map(([name, part]) => [name, JSON.stringify(part)]),
  );

/** Fails unless a store gives a request back letter for letter, keys in their order. */
async function expectKept(store: Store, request: ApprovalRequest): Promise<void> {
  await putAll(store, [request]);
  expect(texts(await store.request(request.id))).toEqual(texts(request));
  expect(texts(await store.write((tx) => tx.request(request.id)))).toEqual(texts(request));
}

export function valueContract(tested: TestedStore): void {
  describe('values', () => {
    test.each(Object.entries(TEXTS))('A10: %s is kept letter for letter', async (_, text) => {
      const store = await openStore(tested);
      await expectKept(store, saturated(idOf(1), text));
      await putAll(store, [sample(idOf(2), { agentId: 'other' })]);
      const filter = { agent: text, tool: text, run: text } as const;
      expect(await store.list(filter, 10)).toHaveLength(1);
      expect((await store.write((tx) => tx.requestByKey(text, text)))?.id).toBe(idOf(1));
      await store.write(
        writing((tx) => {
          tx.notify({ ...notice(text), channels: [text], to: [text] }, START);
          tx.activate('sha256:one', sources(text), START);
        }),
      );
      const [kept] = await store.notices(1);
      expect(kept?.notice).toEqual({ ...notice(text), channels: [text], to: [text] });
      expect(await store.policySources('sha256:one')).toEqual(sources(text));
    });

    test('A10: what names nothing finds nothing, whatever is in it', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1))]);
      for (const text of Object.values(TEXTS)) {
        expect(await store.request(text)).toBeUndefined();
        expect(await store.policySources(text)).toBeUndefined();
        expect(await store.list({ agent: text }, 10)).toEqual([]);
        expect(await store.list({}, 10, `\u0000${text}`)).toEqual([]);
        await store.write(async (tx) => {
          expect(await tx.request(text)).toBeUndefined();
          expect(await tx.requestByKey(text, text)).toBeUndefined();
          expect(await tx.wasActive(text)).toBe(false);
          expect(await tx.pending(text, `s${text}`, 10)).toEqual([]);
        });
      }
    });

    test('A10: texts that look alike are told apart', async () => {
      const store = await openStore(tested);
      const all = Object.values(TEXTS);
      await putAll(
        store,
        all.map((text, index) => saturated(idOf(index), text)),
      );
      for (const [index, text] of all.entries()) {
        const filter = { agent: text, tool: text, run: text } as const;
        expect((await store.list(filter, 10)).map(({ id }) => id)).toEqual([idOf(index)]);
        expect((await store.write((tx) => tx.requestByKey(text, text)))?.id).toBe(idOf(index));
      }
    });

    test.each(Object.entries(ARGUMENTS))('A10: arguments with %s are kept', async (_, json) => {
      const store = await openStore(tested);
      const request = sample(idOf(1));
      const call = { tool: 'pay', param: JSON.parse(json) };
      await expectKept(store, { ...request, captured: { ...request.captured, call } });
    });

    test('A10: a mebibyte of arguments is kept', async () => {
      const store = await openStore(tested);
      const request = sample(idOf(1));
      const param = { text: '\u0000é🦊"'.repeat((1 << 20) / 16), empty: '' };
      const call = { tool: 'pay', param };
      await expectKept(store, { ...request, captured: { ...request.captured, call } });
    });

    test('A03: moments are kept to the millisecond, far away as well', async () => {
      const store = await openStore(tested);
      const times = [0, 1, START, 2 ** 31, 2 ** 32 + 1, 8.64e15];
      for (const [index, at] of times.entries())
        await expectKept(store, sample(idOf(index), { createdAt: at, deadline: at }));
      expect(await store.nextWake()).toBe(0);
      const due = await store.write((tx) => tx.due(8.64e15, 100));
      expect(due.map(({ deadline }) => deadline)).toEqual(times.toSorted((a, b) => a - b));
    });
  });
}
