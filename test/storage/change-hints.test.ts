import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Store, Transaction } from '../../src/approvals/store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { event, idOf, notice, START, sample, sources, writing } from './samples.ts';
import { newPath, openAt } from './sqlite-place.ts';

const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  memory: async () => openMemoryStore(),
  SQLite: () => openAt(newPath()),
};

const WRITES: readonly [string, (tx: Transaction) => void, boolean][] = [
  ['a request', (tx) => tx.put(sample(idOf(1))), true],
  ['a policy', (tx) => tx.activate('sha256:one', sources('a'), START), true],
  ['halts', (tx) => tx.setHalts([]), true],
  ['a record', (tx) => tx.putRecord('session', 'a', {}), false],
  ['an event', (tx) => tx.audit(event()), false],
  ['a notice', (tx) => tx.notify(notice(idOf(1)), START), false],
];

// PostgreSQL cannot tell, and gives a hint of every commit
const cells = Object.entries(STORES).flatMap(([name, open]) =>
  WRITES.map(([what, write, isTold]) => [name, what, isTold, open, write] as const),
);

test.each(cells)(
  'I17: %s: whoever listens is told of %s: %s',
  async (_, __, isTold, open, write) => {
    const store = await open();
    const listener = vi.fn();
    const end = store.onChange(listener);
    await store.write(writing(write));
    await setTimeout(isTold ? 0 : 50);
    expect(listener.mock.calls.length).toBe(isTold ? 1 : 0);
    end();
  },
);
