import { describe, expect, test } from 'vitest';
import type { Halt } from '../../../src/approvals/halt.ts';
import type { Store, Transaction } from '../../../src/approvals/store.ts';
import { event, idOf, putAll, START, sample, writing } from '../samples.ts';
import { openPlace, openStore, type TestedStore } from './database.ts';

const halt = (agent: string | null, changes: Partial<Halt> = {}): Halt => ({
  agent,
  by: 'user:olga@example.com',
  reason: null,
  at: START,
  ...changes,
});

const set = (store: Store, ...halts: readonly Halt[]): Promise<void> =>
  store.write(writing((tx) => tx.setHalts(halts)));

export function haltContract(tested: TestedStore): void {
  describe('halts', () => {
    test('A12: are none at first, and then what was set last', async () => {
      const store = await openStore(tested);
      const sets: readonly (readonly Halt[])[] = [
        [],
        [halt('a')],
        [halt('a', { at: START + 1, reason: 'why' }), halt(null)],
        [halt('b')],
        [],
        Array.from({ length: 1_000 }, (_, at) => halt(`agent-${at}`, { reason: 'x'.repeat(100) })),
      ];
      for (const halts of sets) {
        if (halts.length > 0 || (await store.halts()).length > 0) await set(store, ...halts);
        expect(await store.halts()).toEqual(halts);
        expect(await store.write((tx) => tx.halts())).toEqual(halts);
      }
    });

    test('A12: are kept letter for letter', async () => {
      const store = await openStore(tested);
      const text = `\u0000 \u001f \ud800 ' " \\ $1 ? 🦊 é e\u0301 \u2028`;
      const halts = [halt(text, { by: text, reason: text }), halt('')];
      await set(store, ...halts);
      expect(JSON.stringify(await store.halts())).toBe(JSON.stringify(halts));
    });

    test('A12: are seen by later works of the same commit, not by their own', async () => {
      const store = await openStore(tested);
      const seen = await Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          store.write(async (tx) => {
            const before = await tx.halts();
            tx.setHalts([...before, halt(`agent-${at}`)]);
            expect(await tx.halts()).toEqual(before);
            return before.length;
          }),
        ),
      );
      expect(seen).toEqual(seen.map((_, at) => at));
      expect(await store.halts()).toHaveLength(30);
    });

    test('A12: of a work that throws, or does not fit, are not set', async () => {
      const store = await openStore(tested);
      await set(store, halt('a'));
      await putAll(store, [sample(idOf(1))]);
      const fails: readonly ((tx: Transaction) => void)[] = [
        () => {
          throw new Error('the work gave up');
        },
        (tx) => tx.put(sample(idOf(1))),
        (tx) => tx.audit(event({ details: { at: Number.NaN } })),
      ];
      const results = await Promise.allSettled([
        store.write((tx) => tx.halts()),
        ...fails.map((fail) =>
          store.write(
            writing((tx) => {
              tx.setHalts([]);
              fail(tx);
            }),
          ),
        ),
        store.write((tx) => tx.halts()),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'rejected',
        'fulfilled',
      ]);
      expect(results.at(-1)).toMatchObject({ value: [halt('a')] });
      expect(await store.halts()).toEqual([halt('a')]);
    });

    test('A12: of a work that is alone are undone when it fails', async () => {
      const store = await openStore(tested);
      const work = async (tx: Transaction, fails: boolean): Promise<void> => {
        tx.setHalts([halt('a')]);
        await tx.spill();
        tx.put(sample(idOf(1)));
        await tx.spill();
        if (fails) throw new Error('after all');
      };
      const failed = store.write((tx) => work(tx, true), { alone: true });
      await expect(failed).rejects.toThrow('after all');
      expect(await store.halts()).toEqual([]);
      await store.write((tx) => work(tx, false), { alone: true });
      expect(await store.halts()).toEqual([halt('a')]);
    });

    test('A12: stay when other things are written', async () => {
      const store = await openStore(tested);
      await set(store, halt('a'));
      await putAll(store, [sample(idOf(1))]);
      await store.write(writing((tx) => tx.audit(event())));
      expect(await store.halts()).toEqual([halt('a')]);
    });

    test.runIf(tested.durable)(
      'A12: are there for other stores on the place, at once',
      async () => {
        const open = await openPlace(tested);
        const [here, there] = [await open(), await open()];
        await set(here, halt(null));
        expect(await there.halts()).toEqual([halt(null)]);
        expect(await there.write((tx) => tx.halts())).toEqual([halt(null)]);
        await set(there);
        expect(await here.halts()).toEqual([]);
      },
    );
  });
}
