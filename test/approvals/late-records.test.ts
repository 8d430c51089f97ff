import { expect, test } from 'vitest';
import { LateRecords } from '../../src/approvals/service/late-records.ts';
import type { Store } from '../../src/approvals/store.ts';
import type { AuditEvent } from '../../src/audit/event.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';

const event = (run: string, text = ''): AuditEvent => ({
  action: 'call.decided',
  at: '2026-01-02T03:04:05.678Z',
  run,
  param: { text },
});

/** A store that fails, or hangs, until it is mended. */
function brokenStore() {
  const memory = openMemoryStore();
  let broken = true;
  let writes = 0;
  const hanging: (() => void)[] = [];
  const store: Pick<Store, 'write'> = {
    write: async (work) => {
      writes += 1;
      if (!broken) return memory.write(work);
      await new Promise<void>((resolve) => hanging.push(resolve));
      throw new Error('the store has failed');
    },
  };
  return {
    store,
    memory,
    fail: () => {
      for (const end of hanging.splice(0)) end();
    },
    mend: () => {
      broken = false;
    },
    writes: () => writes,
  };
}

async function late(memory: Store): Promise<{ runs: unknown[]; lost: unknown }> {
  const events = (await memory.entries(1, 100_000)).map(
    ({ event }): AuditEvent => JSON.parse(event),
  );
  return { runs: events.map(({ run }) => run), lost: events[0]?.details?.['lost_before'] };
}

test('A13: however long a store fails, the latest 10,000 events are kept, and the others counted', async () => {
  const { store, memory, fail, mend } = brokenStore();
  const records = new LateRecords(store);
  let last = 0;
  for (let round = 0; round < 20; round += 1) {
    const trying = records.handIn();
    for (let count = 0; count < 10_000; count += 1) {
      last += 1;
      records.add(event(String(last)));
    }
    fail();
    await trying;
  }
  mend();
  await records.close();
  const { runs, lost } = await late(memory);
  expect(runs.length).toBe(10_000);
  expect(runs.at(0)).toBe(String(last - 9_999));
  expect(runs.at(-1)).toBe(String(last));
  expect(lost).toBe(last - 10_000);
});

test('A13: what is kept is bounded by its size, too', async () => {
  const { store, memory, mend } = brokenStore();
  const records = new LateRecords(store);
  for (let count = 1; count <= 100; count += 1) {
    records.add(event(String(count), 'x'.repeat(1024 * 1024)));
  }
  mend();
  await records.close();
  const { runs, lost } = await late(memory);
  expect(runs.length).toBe(31);
  expect(runs.at(-1)).toBe('100');
  expect(lost).toBe(69);
});

test('A13: while a store hangs, nothing more is handed in', async () => {
  const { store, memory, fail, mend, writes } = brokenStore();
  const records = new LateRecords(store);
  records.add(event('1'));
  const first = records.handIn();
  records.add(event('2'));
  const second = records.handIn();
  expect(writes()).toBe(1);
  fail();
  await Promise.all([first, second]);
  mend();
  await records.close();
  expect((await late(memory)).runs).toEqual(['1', '2']);
});
