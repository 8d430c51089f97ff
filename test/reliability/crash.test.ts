import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { Random } from '../cel/agreement/random.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { Acknowledged, acknowledgedIn, readRuns } from './acknowledged.ts';
import { goOn } from './aftermath.ts';
import { checkStore } from './check-store.ts';
import { type Child, startChild } from './child.ts';
import { LEASE_MS, PAYMENT_POLICIES } from './payments.ts';

const KILLS = Number(process.env['ASSENT_CASES'] ?? 8);
const SEED = Number(process.env['ASSENT_SEED'] ?? 31);
/** A file is used for so many kills, and then another one: every look reads it from the beginning. */
const KILLS_A_FILE = 25;

test(`A15: after ${KILLS} times kill -9 nothing that was acknowledged is lost, doubled or half done`, {
  timeout: 20_000 + KILLS * 5_000,
}, async () => {
  const random = new Random(SEED);
  const totals = { kills: 0, opening: 0, acknowledged: 0, entries: 0, runs: 0, ambiguous: 0 };
  while (totals.kills < KILLS) {
    const directory = temporaryDirectory();
    const url = `sqlite:${join(directory, 'assent.db')}`;
    const executed = join(directory, 'executed');
    writeFileSync(executed, '');
    const acknowledged = new Acknowledged();
    let firstKey = 0;
    let last: Awaited<ReturnType<typeof checkStore>> | undefined;
    const killsThen = Math.min(KILLS, totals.kills + KILLS_A_FILE);
    while (totals.kills < killsThen) {
      const before = acknowledged.count;
      const start = (name: string): Child =>
        startChild('workload.mjs', {
          url,
          name,
          seed: random.below(2 ** 31),
          policies: PAYMENT_POLICIES,
          firstKey,
          executed,
          leaseMs: LEASE_MS,
        });
      // now and then one dies while it opens the store that the one before has left
      if (random.chance(0.2)) {
        const early = start('early');
        await sleep(random.below(400));
        early.process.kill('SIGKILL');
        await early.ended;
        acknowledged.take(early.told);
        totals.opening += 1;
      }
      const children = random.chance(0.4) ? [start('one'), start('two')] : [start('one')];
      for (const { process, told, ended } of children) {
        await until('something is acknowledged', () => acknowledgedIn(told) > 0);
        await sleep(random.below(400));
        process.kill('SIGKILL');
        expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
        totals.kills += 1;
      }
      for (const { told } of children) acknowledged.take(told);
      expect(acknowledged.count).toBeGreaterThan(before);
      // the next ones begin with calls that were asked for already
      firstKey = Math.max(0, nextKey(children) - 6);
      const store = await openStore(url);
      last = await checkStore(store, acknowledged, readRuns(executed));
      const run = await goOn(store, acknowledged, readRuns(executed));
      if (run !== undefined) appendFileSync(executed, `${run.id} ${run.claimId}\n`);
      last = await checkStore(store, acknowledged, readRuns(executed));
      await store.close();
    }
    totals.acknowledged += acknowledged.count;
    totals.entries += last?.entries ?? 0;
    totals.runs += readRuns(executed).length;
    for (const { execution } of last?.log.requests.values() ?? [])
      if (execution === 'ambiguous') totals.ambiguous += 1;
  }
  console.log(JSON.stringify(totals));
  // or nothing of it was tried
  expect(totals.runs).toBeGreaterThan(KILLS / 2);
  if (KILLS >= 50) expect(totals.ambiguous).toBeGreaterThan(0);
});

/** Keys are numbered; agents are a few apart. */
function nextKey(children: readonly Child[]): number {
  const numbers = children.flatMap(({ told }) =>
    told.map(({ key }) => Number(String(key ?? '').split('-')[1] ?? 0)),
  );
  return Math.max(0, ...numbers.filter(Number.isFinite));
}
