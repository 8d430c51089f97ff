import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RECORD_KINDS, type Store, type Transaction } from '../../../src/approvals/store.ts';
import type { JsonRecord } from '../../../src/json/json-value.ts';
import { event, idOf, putAll, sample, writing } from '../samples.ts';
import { openPlace, openStore, type TestedStore } from './database.ts';

/** Ids that something on the way likes to change, cut, compare otherwise or take for a command. */
const HOSTILE_IDS: readonly string[] = [
  '',
  ' ',
  '  ',
  '\u0000',
  'a\u0000b',
  'a',
  'a\u0000',
  'a ',
  'a!',
  'A',
  'Z',
  'z',
  '!',
  '~',
  '~0041',
  '~~',
  ' 20',
  '}',
  '|',
  `' " \` $1 ? % _ \\ -- ;`,
  '\\u0000',
  '"',
  '#',
  '\u001f',
  '\u007f',
  'é',
  'e\u0301',
  '\ud7ff',
  '\ud800',
  'a\ud800b',
  '\udfff',
  // by code units it is lower than what follows, by characters higher
  '\u{10ffff}',
  '🦊',
  '\ue000',
  '\uffff',
  'x'.repeat(500),
  `${'x'.repeat(499)}y`,
  '\uffff'.repeat(500),
];

const chance = fc.sample(
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  { seed: 7, numRuns: 200 },
);

const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All of them, each once, in order of code units. */
const IDS = [...new Set([...HOSTILE_IDS, ...chance])].sort(byUnits);

const VALUES: Readonly<Record<string, string>> = {
  nothing: '{}',
  'what every object inherits': '{"__proto__": {"a": 1}, "constructor": null, "toString": []}',
  'hostile texts': JSON.stringify({ '\u0000': `\u0000 \ud800 ' " \\ 🦊 é e\u0301`, '': '' }),
  numbers: '{"a": 0.1, "b": -5e-324, "c": 9007199254740991}',
  'the order of keys': '{"b": 1, "a": 2, "10": 3}',
  '100 kB': JSON.stringify({ text: '\u0000é🦊"'.repeat(20_000) }),
};

const put = (store: Store, id: string, value: JsonRecord | undefined): Promise<void> =>
  store.write(writing((tx) => tx.putRecord('user', id, value)));

const all = async (store: Store) =>
  Promise.all(RECORD_KINDS.map((kind) => store.records(kind, undefined, 1_000)));

export function recordContract(tested: TestedStore): void {
  describe('records', () => {
    test('I07: are added, replaced and removed', async () => {
      const store = await openStore(tested);
      const read = () =>
        Promise.all([
          store.record('user', 'a'),
          store.write((tx) => tx.record('user', 'a')),
          store.records('user', undefined, 10),
        ]);
      expect(await read()).toEqual([undefined, undefined, []]);
      for (const value of [{ n: 1 }, { n: 2, m: [null] }, {}]) {
        await put(store, 'a', value);
        expect(await read()).toEqual([value, value, [{ id: 'a', value }]]);
      }
      await put(store, 'a', undefined);
      expect(await read()).toEqual([undefined, undefined, []]);
      await put(store, 'a', undefined);
      await put(store, 'a', { n: 3 });
      expect(await store.record('user', 'a')).toEqual({ n: 3 });
    });

    test('I07: of one kind are none of another', async () => {
      const store = await openStore(tested);
      await store.write(
        writing((tx) => {
          for (const kind of RECORD_KINDS) tx.putRecord(kind, 'a', { kind });
        }),
      );
      await store.write(writing((tx) => tx.putRecord('session', 'a', undefined)));
      for (const kind of RECORD_KINDS) {
        const value = kind === 'session' ? undefined : { kind };
        expect(await store.record(kind, 'a')).toEqual(value);
        expect(await store.records(kind, undefined, 10)).toEqual(
          value === undefined ? [] : [{ id: 'a', value }],
        );
      }
    });

    test('I07: with hostile ids are told apart, and in order of their code units', async () => {
      const store = await openStore(tested);
      await store.write(
        writing((tx) => {
          for (const id of [...IDS].reverse()) tx.putRecord('user', id, { id });
        }),
      );
      const expected = IDS.map((id) => ({ id, value: { id } }));
      expect(await store.records('user', undefined, 10_000)).toEqual(expected);
      for (const [at, id] of IDS.entries()) {
        expect(await store.record('user', id)).toEqual({ id });
        expect(await store.records('user', id, 3)).toEqual(expected.slice(at + 1, at + 4));
      }
      for (const id of IDS.filter((_, at) => at % 2 === 0)) await put(store, id, undefined);
      const left = expected.filter((_, at) => at % 2 === 1);
      expect(await store.records('user', undefined, 10_000)).toEqual(left);
      // a page may begin after a record that is gone
      for (const [at, id] of IDS.entries()) {
        const next = expected.slice(at + 1).find((_, after) => (at + 1 + after) % 2 === 1);
        expect(await store.records('user', id, 1)).toEqual(next === undefined ? [] : [next]);
      }
    });

    test.each(Object.entries(VALUES))('I07: hold %s letter for letter', async (_, json) => {
      const store = await openStore(tested);
      await put(store, 'a', JSON.parse(json));
      expect(JSON.stringify(await store.record('user', 'a'))).toBe(
        JSON.stringify(JSON.parse(json)),
      );
      const [record] = await store.records('user', undefined, 1);
      expect(JSON.stringify(record?.value)).toBe(JSON.stringify(JSON.parse(json)));
    });

    test('I07: with an id of more than 500 characters are refused, and nothing is written', async () => {
      const store = await openStore(tested);
      const longId = 'x'.repeat(501);
      const works: readonly ((tx: Transaction) => void)[] = [
        (tx) => tx.putRecord('user', longId, {}),
        (tx) => tx.putRecord('user', longId, undefined),
      ];
      for (const write of works) {
        const work = writing((tx) => {
          tx.putRecord('user', 'a', {});
          tx.put(sample(idOf(1)));
          write(tx);
        });
        await expect(store.write(work)).rejects.toThrow(TypeError);
      }
      expect(await store.record('user', longId)).toBeUndefined();
      expect((await all(store)).flat()).toEqual([]);
      expect(await store.request(idOf(1))).toBeUndefined();
    });

    test('I07: the last write of a work counts', async () => {
      const store = await openStore(tested);
      await put(store, 'there', { n: 0 });
      await store.write(
        writing((tx) => {
          for (const id of ['new', 'there']) {
            tx.putRecord('user', id, { n: 1 });
            tx.putRecord('user', id, undefined);
            tx.putRecord('user', id, { n: 2 });
          }
          for (const id of ['gone', 'there too']) {
            tx.putRecord('user', id, { n: 1 });
            tx.putRecord('user', id, undefined);
          }
        }),
      );
      expect(await store.records('user', undefined, 10)).toEqual([
        { id: 'new', value: { n: 2 } },
        { id: 'there', value: { n: 2 } },
      ]);
    });

    test('I07: are seen by later works of the same commit, not by their own', async () => {
      const store = await openStore(tested);
      const counts = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.write(async (tx) => {
            const count = Number((await tx.record('throttle', 'a'))?.['count'] ?? 0);
            tx.putRecord('throttle', 'a', { count: count + 1 });
            expect(Number((await tx.record('throttle', 'a'))?.['count'] ?? 0)).toBe(count);
            return count;
          }),
        ),
      );
      expect(counts).toEqual(counts.map((_, at) => at));
      expect(await store.record('throttle', 'a')).toEqual({ count: 50 });
    });

    test('I07: of a work that throws, or does not fit, are not written', async () => {
      const store = await openStore(tested);
      await put(store, 'kept', { n: 1 });
      await putAll(store, [sample(idOf(1))]);
      const change = (tx: Transaction): void => {
        tx.putRecord('user', 'new', {});
        tx.putRecord('user', 'kept', undefined);
      };
      const results = await Promise.allSettled([
        put(store, 'first', {}),
        store.write(
          writing((tx) => {
            change(tx);
            throw new Error('the work gave up');
          }),
        ),
        store.write(
          writing((tx) => {
            change(tx);
            tx.put(sample(idOf(2)));
            tx.put(sample(idOf(1)));
          }),
        ),
        put(store, 'last', {}),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'fulfilled',
      ]);
      expect((await store.records('user', undefined, 10)).map(({ id }) => id)).toEqual([
        'first',
        'kept',
        'last',
      ]);
    });

    test('I07: of a work that is alone may be written early, and are undone when it fails', async () => {
      const store = await openStore(tested);
      await put(store, 'a', { n: 1 });
      const work = async (tx: Transaction, fails: boolean): Promise<void> => {
        tx.putRecord('user', 'a', undefined);
        tx.putRecord('user', 'b', { n: 1 });
        await tx.spill();
        tx.putRecord('user', 'b', { n: 2 });
        tx.putRecord('user', 'c', {});
        await tx.spill();
        tx.putRecord('user', 'c', undefined);
        if (fails) throw new Error('after all');
      };
      const failed = store.write((tx) => work(tx, true), { alone: true });
      await expect(failed).rejects.toThrow('after all');
      expect(await store.records('user', undefined, 10)).toEqual([{ id: 'a', value: { n: 1 } }]);
      await store.write((tx) => work(tx, false), { alone: true });
      expect(await store.records('user', undefined, 10)).toEqual([{ id: 'b', value: { n: 2 } }]);
    });

    test('I07: may be thousands in one work', async () => {
      const store = await openStore(tested);
      const ids = Array.from({ length: 3_000 }, (_, at) => idOf(at));
      await store.write(
        writing((tx) => {
          for (const id of ids) tx.putRecord('session', id, { id });
        }),
      );
      await store.write(
        writing((tx) => {
          for (const [at, id] of ids.entries()) {
            tx.putRecord('session', id, at % 2 === 0 ? undefined : { at });
          }
          tx.audit(event());
        }),
      );
      const left = await store.records('session', undefined, 10_000);
      expect(left).toHaveLength(1_500);
      expect(left[0]).toEqual({ id: idOf(1), value: { at: 1 } });
    });

    test.runIf(tested.durable)('I07: are there when the store is opened again', async () => {
      const open = await openPlace(tested);
      const first = await open();
      await put(first, '\u0000', { n: 1 });
      await put(first, 'gone', { n: 1 });
      await put(first, 'gone', undefined);
      await first.close();
      expect(await (await open()).records('user', undefined, 10)).toEqual([
        { id: '\u0000', value: { n: 1 } },
      ]);
    });
  });
}
