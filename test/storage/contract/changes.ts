import { describe, expect, test, vi } from 'vitest';
import type { Store } from '../../../src/approvals/store.ts';
import { until } from '../../support/until.ts';
import { idOf, putAll, START, sample, sources, successor, writing } from '../samples.ts';
import { openPlace, openStore, type TestedStore } from './database.ts';

/** Fails unless, soon after an act, a listener is called that sees what the act has done. */
async function expectTold(store: Store, act: () => Promise<unknown>): Promise<void> {
  const look = async (): Promise<string> =>
    JSON.stringify([await store.list({}, 10), await store.activePolicy(), await store.halts()]);
  const before = await look();
  let seen = before;
  const end = store.onChange(() => {
    // a call may still come when the store is closed
    look().then(
      (now) => {
        seen = now;
      },
      () => {},
    );
  });
  try {
    await act();
    await until('the listener has seen a change', () => seen !== before);
  } finally {
    end();
  }
}

const HALT = { agent: null, by: 'user:olga', reason: null, at: START };

export function changeContract(tested: TestedStore): void {
  describe('changes', () => {
    test('I17: are told after a request was made or changed, a policy activated, or halts set', async () => {
      const store = await openStore(tested);
      await expectTold(store, () => putAll(store, [sample(idOf(1))]));
      await expectTold(store, () => putAll(store, [successor(sample(idOf(1)))]));
      await expectTold(store, () =>
        store.write(writing((tx) => tx.activate('sha256:one', sources('a'), START))),
      );
      await expectTold(store, () => store.write(writing((tx) => tx.setHalts([HALT]))));
    });

    test('I17: can be seen when they are told', async () => {
      const store = await openStore(tested);
      const seen: (number | undefined)[] = [];
      const end = store.onChange(() => {
        store.request(idOf(1)).then(
          (request) => seen.push(request?.revision),
          () => {},
        );
      });
      await putAll(store, [sample(idOf(1))]);
      await until('the first was seen', () => seen.includes(1));
      await putAll(store, [successor(sample(idOf(1)))]);
      await until('the second was seen', () => seen.includes(2));
      end();
    });

    test('I17: are told to everyone who listens, and no longer', async () => {
      const store = await openStore(tested);
      const listener = vi.fn();
      const ended = vi.fn();
      const ends = [store.onChange(listener), store.onChange(listener), store.onChange(ended)];
      ends[2]?.();
      ends[0]?.();
      ends[0]?.();
      await putAll(store, [sample(idOf(1))]);
      await until('the one that is left was called', () => listener.mock.calls.length > 0);
      ends[1]?.();
      const calls = listener.mock.calls.length;
      await expectTold(store, () => putAll(store, [sample(idOf(2))]));
      expect(listener.mock.calls.length).toBe(calls);
      expect(ended).not.toHaveBeenCalled();
    });

    test.runIf(tested.durable)('I17: of another store on the same place are told', async () => {
      const open = await openPlace(tested);
      const [here, there] = [await open(), await open()];
      await expectTold(here, () => putAll(there, [sample(idOf(1))]));
      await expectTold(here, () => putAll(there, [successor(sample(idOf(1)))]));
      await expectTold(here, () =>
        there.write(writing((tx) => tx.activate('sha256:one', sources('a'), START))),
      );
      await expectTold(here, () => there.write(writing((tx) => tx.setHalts([HALT]))));
      await expectTold(there, () => putAll(here, [sample(idOf(2))]));
      expect(await there.request(idOf(2))).toEqual(sample(idOf(2)));
    });
  });
}
