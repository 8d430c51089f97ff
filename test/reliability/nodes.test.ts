import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Assent } from '../../src/client/assent.ts';
import { Random } from '../cel/agreement/random.ts';
import { createDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { checkNodes } from './nodes-check.ts';
import { shuffled, startCluster } from './nodes-cluster.ts';
import { EventFollower } from './nodes-events.ts';
import { startLoad } from './nodes-load.ts';
import { probeKey, probeSession } from './nodes-office.ts';
import { approve, hold, probeHalt, refuseMalformed } from './nodes-probes.ts';
import type { ServerNode } from './nodes-server.ts';
import { PAYMENT_POLICIES } from './payments.ts';

const KILLS = Number(process.env['ASSENT_CASES'] ?? 2);
const SEED = Number(process.env['ASSENT_SEED'] ?? 34);
/** All servers are restarted in turn after so many kills. */
const KILLS_A_ROLL = 4;
const LOCKED = '"store/locked"';

test(`I17: three servers on one database are killed ${KILLS} times under load, and their clients go on with the others`, {
  timeout: 240_000 + KILLS * 60_000,
}, async () => {
  const random = new Random(SEED);
  const database = await createDatabase();
  onTestFinished(() => database.drop());
  const cluster = await startCluster(database.url, random);
  const { nodes, office, url, executed, told } = cluster;
  const followers = nodes.map((_, index) => new EventFollower(nodes, office.admin, SEED + index));
  for (const follower of followers) follower.start();
  const load = startLoad(cluster, random);
  const totals = {
    kills: 0,
    rolls: 0,
    agentsKilled: 0,
    halts: 0,
    keys: 0,
    sessions: 0,
    policies: 0,
  };
  const times = { release: 0, restart: 0, shutdown: 0 };

  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  let probes = 0;

  /** Ends servers under calls that wait at the first one, and has these go on at others. */
  const interrupt = async (victims: readonly ServerNode[], signal: 'SIGKILL' | 'SIGTERM') => {
    const [first] = victims;
    if (first === undefined) throw new Error('somebody is to end');
    probes += 1;
    const id = await hold(first, office.prober, `probe-${probes}`);
    const waiting = [first.url, cluster.anywhere].map((at) => {
      const client = new Assent({ url: at, apiKey: office.prober, onError: () => {} });
      return client.approvals.wait({ approvalId: id }).finally(() => client.close());
    });
    const path = `/v1/approvals/${id}/wait?timeout_ms=60000`;
    const interrupted = first.ask(path, { key: office.prober }).catch(() => undefined);
    await sleep(100 + random.below(300));
    const began = performance.now();
    const endings = await Promise.all(victims.map((victim) => victim.end(signal)));
    if (signal === 'SIGTERM') {
      times.shutdown = Math.max(times.shutdown, performance.now() - began);
      for (const ending of endings) expect(ending).toEqual({ code: 0, signal: null });
      // it is told to come back
      expect(await interrupted).toMatchObject({ status: 503, body: { code: 'shutting-down' } });
    } else expect(await interrupted).toBeUndefined();
    const restarted = (async () => {
      await sleep(random.below(800));
      const starts = performance.now();
      await Promise.all(victims.map((victim) => victim.start()));
      times.restart = Math.max(times.restart, performance.now() - starts);
    })();
    // a failure is told once it is waited for
    restarted.catch(() => {});
    if (nodes.every(({ isUp }) => !isUp)) await restarted;
    const alive = nodes.filter((node) => node.isUp && node !== first);
    const [waitsAt = first, approvesAt = waitsAt] = alive;
    const resumed = waitsAt.insist(path, { key: office.prober });
    await sleep(random.below(200));
    await approve(approvesAt, office.people[probes % 3]?.key ?? '', id);
    const approved = performance.now();
    expect(await resumed).toMatchObject({ status: 200, body: { status: 'approved' } });
    times.release = Math.max(times.release, performance.now() - approved);
    await restarted;
    expect(await Promise.all(waiting)).toEqual(['approved', 'approved']);
  };

  const killing = async (): Promise<void> => {
    while (totals.kills < KILLS) {
      await load.progress();
      const most = Math.min(KILLS - totals.kills, random.chance(0.3) ? 2 + random.below(2) : 1);
      const victims = shuffled(nodes, random).slice(0, most);
      await interrupt(victims, 'SIGKILL');
      totals.kills += victims.length;
      if (totals.rolls * KILLS_A_ROLL < totals.kills) {
        for (const node of nodes) await interrupt([node], 'SIGTERM');
        totals.rolls += 1;
      }
    }
    await load.progress();
  };

  const policies = async (): Promise<void> => {
    while (!isOver) {
      await sleep(300 + random.below(1_200));
      const text = random.pick(PAYMENT_POLICIES);
      totals.policies += 1;
      // some were never in force, others come back
      await cluster.spread(random.chance(0.6) ? `${text}# ${totals.policies}\n` : text);
    }
  };

  const agents = async (): Promise<void> => {
    while (!isOver) {
      await sleep(2_000 + random.below(6_000));
      if (isOver) return;
      await load.killAgents();
      totals.agentsKilled += 1;
    }
  };

  const halts = async (): Promise<void> => {
    while (!isOver) {
      totals.halts += 1;
      const agent = random.chance(0.7) ? 'halting' : null;
      await probeHalt(shuffled(nodes, random), office, `halt-${totals.halts}`, agent);
      await sleep(random.below(1_000));
    }
  };

  const malformed = async (): Promise<void> => {
    while (!isOver) {
      await refuseMalformed(random.pick(nodes), office.prober);
      await sleep(random.below(50));
    }
  };

  const people = async (): Promise<void> => {
    while (!isOver) {
      await probeKey(shuffled(nodes, random), office.admin);
      totals.keys += 1;
      await probeSession(shuffled(nodes, random));
      totals.sessions += 1;
      await sleep(random.below(500));
    }
  };

  const began = performance.now();
  await Promise.all([
    killing().finally(over),
    ...[policies, agents, halts, malformed, people].map((probe) => probe().finally(over)),
  ]);
  const version = await cluster.spread(`${PAYMENT_POLICIES[0]}# the last one\n`);
  await cluster.converge(version);
  await load.finish();

  const verified = await nodes[0]?.insist('/v1/audit/verify', { key: office.admin });
  expect(verified?.body).toMatchObject({ ok: true, problem: null });
  const head = Number(verified?.body['entries']);
  await until('listeners have heard all', () => followers.every(({ heard }) => heard >= head));
  const seconds = Math.round((performance.now() - began) / 1_000);
  const endings = await Promise.all(nodes.map((node) => node.end('SIGTERM')));
  expect(endings).toEqual(nodes.map(() => ({ code: 0, signal: null })));
  await Promise.all(followers.map((follower) => follower.close()));
  const found = await checkNodes(url, told(), executed);
  for (const { seqs, heard } of followers) {
    expect(seqs).toEqual(found.told.filter((seq) => seq <= heard));
  }
  // a server that gets no processor time in its transaction makes the others wait too long
  const errors = nodes.flatMap((node) => node.errors).filter((line) => !line.includes(LOCKED));
  expect(errors).toEqual([]);

  const failures = told().filter(({ kind }) => kind === 'failed').length;
  const { told: events, ...rest } = found;
  const hops = followers.reduce((sum, { opened }) => sum + opened, 0);
  console.log(
    JSON.stringify({ ...totals, ...rest, failures, events: events.length, hops, seconds, times }),
  );
  // or nothing of it was tried
  expect(found.runs).toBeGreaterThan(KILLS * 5);
  expect(failures).toBeGreaterThan(0);
  expect(totals.halts).toBeGreaterThan(0);
  expect(totals.sessions).toBeGreaterThan(0);
  expect(found.activations).toBeGreaterThan(1);
});
