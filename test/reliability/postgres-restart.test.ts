import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { Random } from '../cel/agreement/random.ts';
import { createDatabase, runSql } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { Acknowledged, acknowledgedIn, readRuns } from './acknowledged.ts';
import { goOn } from './aftermath.ts';
import { checkStore } from './check-store.ts';
import { type Child, finish, startChild } from './child.ts';
import { LEASE_MS, PAYMENT_POLICIES } from './payments.ts';

const RESTARTS = Number(process.env['ASSENT_CASES'] ?? 2);
const SEED = Number(process.env['ASSENT_SEED'] ?? 32);
/** A database is used for so many restarts, and then another one: every look reads it from the beginning. */
const RESTARTS_A_DATABASE = 10;
/** What has to be acknowledged before a crash, and again after it. */
const PROGRESS = 20;

test(`A15: PostgreSQL crashes ${RESTARTS} times under load, and nothing that was acknowledged is lost or doubled`, {
  timeout: 60_000 + RESTARTS * 20_000,
}, async () => {
  const random = new Random(SEED);
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const totals = {
    restarts: 0,
    inDoubt: 0,
    killed: 0,
    acknowledged: 0,
    failures: 0,
    entries: 0,
    runs: 0,
  };
  while (totals.restarts < RESTARTS) {
    const { url } = await createDatabase(server.url);
    const executed = join(temporaryDirectory(), 'executed');
    writeFileSync(executed, '');
    const acknowledged = new Acknowledged();
    let round = 0;
    const last = Math.min(RESTARTS, totals.restarts + RESTARTS_A_DATABASE);
    while (totals.restarts < last) {
      round += 1;
      const start = (name: string): Child =>
        startChild('workload.mjs', {
          url,
          name: `${name}${round}`,
          seed: random.below(2 ** 31),
          policies: PAYMENT_POLICIES,
          firstKey: 0,
          executed,
          leaseMs: LEASE_MS,
        });
      const children = [start('one'), start('two')];
      for (const { told } of children)
        await until('it is at work', () => acknowledgedIn(told) > PROGRESS);
      await sleep(random.below(200));
      const isInDoubt = random.chance(0.5);
      if (isInDoubt) await holdAnswers(server.url);
      await server.crash();
      totals.restarts += 1;
      await sleep(random.below(100));
      // a process may die as well while there is no server
      if (random.chance(0.3)) {
        children[0]?.process.kill('SIGKILL');
        totals.killed += 1;
      }
      await server.restart();
      if (isInDoubt) {
        totals.inDoubt += 1;
        await letAnswersGo(server.url);
      }
      const [killed, ...others] = children;
      const alive = killed?.process.killed === true ? others : children;
      for (const { told } of alive) {
        const before = acknowledgedIn(told);
        await until('it goes on', () => acknowledgedIn(told) > before + PROGRESS);
      }
      for (const child of alive) expect(await finish(child)).toEqual({ code: 0, signal: null });
      for (const { told, ended } of children) {
        await ended;
        acknowledged.take(told);
      }
      const store = await openStore(url);
      await checkStore(store, acknowledged, readRuns(executed));
      const run = await goOn(store, acknowledged, readRuns(executed));
      if (run !== undefined) appendFileSync(executed, `${run.id} ${run.claimId}\n`);
      const { entries } = await checkStore(store, acknowledged, readRuns(executed));
      await store.close();
      if (totals.restarts === last) totals.entries += entries;
    }
    totals.acknowledged += acknowledged.count;
    totals.failures += acknowledged.failures;
    totals.runs += readRuns(executed).length;
  }
  console.log(JSON.stringify(totals));
  // or nothing of it was tried
  expect(totals.failures).toBeGreaterThan(RESTARTS);
  expect(totals.runs).toBeGreaterThan(RESTARTS);
});

/**
 * From now on the server writes what is committed and then waits for a standby that there is none of: a
 * crash finds every writer with a commit that took place and was never answered.
 */
async function holdAnswers(url: string): Promise<void> {
  await runSql(url, "alter system set synchronous_standby_names = 'nobody'");
  await runSql(url, 'select pg_reload_conf()');
  await sleep(150);
}

async function letAnswersGo(url: string): Promise<void> {
  await runSql(url, 'alter system reset synchronous_standby_names');
  await runSql(url, 'select pg_reload_conf()');
}
