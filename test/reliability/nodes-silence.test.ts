import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditEvent } from '../../src/audit/event.ts';
import { Assent, type AssentOptions } from '../../src/client/assent.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { Random } from '../cel/agreement/random.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { type Cluster, startCluster } from './nodes-cluster.ts';
import { approve, hold } from './nodes-probes.ts';

/** Counts how often each of its tools ran. */
function countedRuns(): {
  readonly of: (name: string) => number;
  readonly run: (name: string) => () => string;
} {
  const counts = new Map<string, number>();
  return {
    of: (name) => counts.get(name) ?? 0,
    run: (name) => () => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return name;
    },
  };
}

function clientOf(url: string, apiKey: string, more: Partial<AssentOptions> = {}): Assent {
  const client = new Assent({ url, apiKey, onError: () => {}, ...more });
  onTestFinished(() => client.close());
  return client;
}

test('I17: while no server is there, calls fail closed or open as was said, and what waits goes on after that', {
  timeout: 120_000,
}, async () => {
  const database = await startPostgres();
  onTestFinished(() => database.stop());
  const cluster = await startCluster(database.url, new Random(35));
  const { nodes, office, anywhere } = cluster;
  const [one, two, three] = nodes;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three nodes');
  const runs = countedRuns();
  const reviewer = office.people[0]?.key ?? '';
  const closed = clientOf(anywhere, office.prober);
  const open = clientOf(anywhere, office.prober, { failureMode: 'fail_open' });
  const halted = clientOf(anywhere, office.halting, { failureMode: 'fail_open' });
  const halt = { method: 'POST', body: { agent: 'halting' }, key: office.admin };
  expect(await two.ask('/v1/halts', halt)).toMatchObject({ status: 200 });
  await expect(halted.withTool({ tool: 'free' }, runs.run('halted'))).rejects.toMatchObject({
    name: 'BlockedError',
  });
  const waiting = await waiters(cluster, 'servers');

  await Promise.all(nodes.map((node) => node.end('SIGKILL')));
  const never = { tool: 'pay.never', param: {} };
  await Promise.all([
    expect(closed.withTool(never, runs.run('closed'))).rejects.toMatchObject({
      name: 'UnreachableError',
    }),
    expect(open.withTool({ ...never, runId: 'late' }, runs.run('open'))).resolves.toBe('open'),
    // its last word was that this agent is halted
    expect(halted.withTool({ tool: 'free' }, runs.run('halted'))).rejects.toMatchObject({
      name: 'UnreachableError',
    }),
  ]);
  expect([runs.of('closed'), runs.of('open'), runs.of('halted')]).toEqual([0, 1, 0]);
  await two.start();
  await approve(two, reviewer, waiting.id);
  expect(await waiting.anywhere).toBe('approved');
  await expect(open.withTool(never, runs.run('open'))).rejects.toMatchObject({
    name: 'BlockedError',
  });
  await open.close();
  await Promise.all([one.start(), three.start()]);
  expect(await waiting.direct).toBe('approved');

  // the servers live, and their database does not
  const other = await waiters(cluster, 'database');
  const path = `/v1/approvals/${other.id}/wait?timeout_ms=60000`;
  const poll = two.ask(path, { key: office.prober });
  await sleep(200);
  await database.crash();
  const unanswered = closed.withTool({ tool: 'free' }, runs.run('free'));
  const refused = await three.ask('/v1/me', { key: office.prober });
  expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  await sleep(300);
  expect(runs.of('free')).toBe(0);
  await database.restart();
  expect(await unanswered).toBe('free');
  await approve(three, reviewer, other.id);
  const polled = await poll;
  if (polled.status === 503) expect(polled.body).toMatchObject({ code: 'unavailable' });
  else expect(polled).toMatchObject({ status: 200, body: { status: 'approved' } });
  const again = await one.insist(path, { key: office.prober });
  expect(again).toMatchObject({ status: 200, body: { status: 'approved' } });
  expect(await Promise.all([other.direct, other.anywhere])).toEqual(['approved', 'approved']);

  await Promise.all(nodes.map((node) => node.end('SIGTERM')));
  const store = await openStore(database.url);
  const events = (await store.entries(0, 100_000)).map(
    ({ event }) => JSON.parse(event) as AuditEvent,
  );
  await store.close();
  // it is handed in once, with what would have been decided
  expect(events.filter(({ run }) => run === 'late')).toMatchObject([
    { action: 'call.decided', decision: 'block', details: { late: true } },
  ]);
});

/** A request, with one who waits for it at the first server, and one who waits at any. */
async function waiters({ nodes, office, anywhere }: Cluster, name: string) {
  const [one, two] = nodes;
  if (one === undefined || two === undefined) throw new Error('two nodes');
  const id = await hold(two, office.prober, name);
  const wait = (url: string) =>
    clientOf(url, office.prober).approvals.wait({ approvalId: id, timeoutMs: 60_000 });
  const waiting = { id, direct: wait(one.url), anywhere: wait(anywhere) };
  await sleep(300);
  return waiting;
}
