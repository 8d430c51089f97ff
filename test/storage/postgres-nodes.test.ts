import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { createDatabase, runSql } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { expectChain } from './contract/log.ts';
import { event, idOf, idsOf, putAll, resolved, sample, successor } from './samples.ts';

/** Stores of several nodes on one new database, and its URL. */
async function openNodes(
  count: number,
): Promise<{ readonly url: string; readonly nodes: readonly Store[] }> {
  const database = await createDatabase();
  const nodes = await Promise.all(Array.from({ length: count }, () => openStore(database.url)));
  onTestFinished(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await database.drop();
  });
  return { url: database.url, nodes };
}

/** Counts how often a store tells of a change, from a moment at which it has nothing left to tell. */
async function countCalls(store: Store): Promise<() => number> {
  let calls = 0;
  onTestFinished(
    store.onChange(() => {
      calls += 1;
    }),
  );
  await until('the first look was told', () => calls > 0);
  // until it listens as well
  await sleep(500);
  const before = calls;
  return () => calls - before;
}

test('A15: nodes that change one request take turns, and write one chain', async () => {
  const { nodes } = await openNodes(2);
  const [first] = nodes;
  if (first === undefined) throw new Error('there is a node');
  await putAll(first, [sample(idOf(1))]);
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      nodes[index % nodes.length]?.write(async (tx) => {
        const request = await tx.request(idOf(1));
        if (request === undefined) throw new Error('it was written');
        tx.put(successor(request));
        tx.audit(event({ reason: `step ${index}` }));
      }),
    ),
  );
  expect((await first.request(idOf(1)))?.revision).toBe(201);
  const entries = await first.entries(0, 1_000);
  expect(entries).toHaveLength(201);
  expectChain(entries);
});

test('A15: of nodes that resolve one request at once, one does', async () => {
  const { nodes } = await openNodes(3);
  const ids = Array.from({ length: 60 }, (_, index) => idOf(index));
  const [first] = nodes;
  if (first === undefined) throw new Error('there is a node');
  await putAll(
    first,
    ids.map((id) => sample(id)),
  );
  const won = await Promise.all(
    nodes.flatMap((node) =>
      ids.map((id) =>
        node.write(async (tx) => {
          const request = await tx.request(id);
          if (request?.resolution.status !== 'pending') return [];
          tx.put(successor(request, { resolution: resolved('approved') }));
          return [id];
        }),
      ),
    ),
  );
  expect(won.flat().sort()).toEqual(ids);
  expect(idsOf(await first.list({ status: 'approved' }, 100)).toReversed()).toEqual(ids);
  expect((await first.list({}, 100)).every(({ revision }) => revision === 2)).toBe(true);
});

test('I17: a node hears of the commits of others', async () => {
  const { url, nodes } = await openNodes(1);
  const [node] = nodes;
  if (node === undefined) throw new Error('there is a node');
  const calls = await countCalls(node);
  await runSql(url, `notify assent_commit, 'another node'`);
  await until('the node was told', () => calls() > 0);
});

test('I17: a node calls out after its commits', async () => {
  const { url, nodes } = await openNodes(1);
  const [node] = nodes;
  if (node === undefined) throw new Error('there is a node');
  const other = new Client({ connectionString: url });
  onTestFinished(() => other.end());
  let heard = 0;
  other.on('notification', () => {
    heard += 1;
  });
  await other.connect();
  await other.query('listen assent_commit');
  await putAll(node, [sample(idOf(1))]);
  await until('the call was heard', () => heard > 0);
});

test('I17: a node finds the commits of others when it hears nothing', async () => {
  const { url, nodes } = await openNodes(1);
  const [node] = nodes;
  if (node === undefined) throw new Error('there is a node');
  const calls = await countCalls(node);
  await runSql(url, 'update head set seq = seq');
  await until('the node was told', () => calls() > 0);
});

test('A15: a node does not wait for ever for one that hangs', async () => {
  const { url, nodes } = await openNodes(1);
  const hasty = await openStore(url, { lockWaitMs: 200 });
  const [node] = nodes;
  if (node === undefined) throw new Error('there is a node');
  let release: (() => void) | undefined;
  const hanging = node.write(
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  await until('the first node has begun', () => release !== undefined);
  await expect(putAll(hasty, [sample(idOf(1))])).rejects.toMatchObject({ code: 'store/locked' });
  release?.();
  await hanging;
  await putAll(hasty, [sample(idOf(1))]);
  expect(await node.request(idOf(1))).toBeDefined();
  await hasty.close();
});
