import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captureCall } from '../../src/approvals/capture.ts';
import { randomIds } from '../../src/approvals/random-ids.ts';
import { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { Store } from '../../src/approvals/store.ts';
import { storeClock } from '../../src/approvals/store-clock.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { compiled } from '../support/compiled.ts';
import { createDatabase } from '../support/postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { Acknowledged } from './acknowledged.ts';
import { checkStore } from './check-store.ts';
import { type Child, finish, startChild } from './child.ts';

const CONTESTS = Number(process.env['ASSENT_CASES'] ?? 120);
const SEED = Number(process.env['ASSENT_SEED'] ?? 33);
/** So many requests are contended for at once. */
const HEAT = 8;
/** Every look reads a database from the beginning, so that it holds no more than these. */
const CONTESTS_A_STORE = 2_500;
/** Long enough for both contestants to have read their line. */
const RUN_UP_MS = 4;

const POLICY = `
name: contested
approval:
  tools: [pay.small]
  timeout: 10d
`;

interface Contested {
  readonly id: string;
  readonly digest: string;
}

interface Result {
  readonly id: string;
  readonly won?: string;
  readonly lost?: { readonly name: string; readonly code: string; readonly message: string };
}

/** Makes requests, approved ones for contests of claims. */
async function prepare(
  service: ApprovalService,
  count: number,
  isApproved: boolean,
): Promise<readonly Contested[]> {
  const voter = { id: 'user:zoe', groups: [], mayApprove: true, via: 'cli' };
  const options = { requesters: [], mode: 'enforce' } as const;
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const call = { tool: 'pay.small', param: { number }, agent: { id: 'billing' } };
      const capture = captureCall(call, { unbound: false });
      if (!capture.ok) throw new Error(capture.message);
      const { request } = await service.request(capture.captured, {
        ...options,
        idempotencyKey: String(number),
      });
      const id = request?.id ?? '';
      if (isApproved) await service.reviews.vote(id, { voter, choice: 'approve', reason: null });
      return { id, digest: capture.captured.digest };
    }),
  );
}

/** Lets both contestants loose on a heat, and gives what they say of every request. */
async function runHeat(
  children: readonly Child[],
  requests: readonly Contested[],
): Promise<ReadonlyMap<string, readonly Result[]>> {
  const turns = children.map(({ told }) => told.length);
  const line = JSON.stringify({ at: Date.now() + RUN_UP_MS, requests });
  for (const { process } of children) process.stdin?.write(`${line}\n`);
  await until('both have ended a heat', () =>
    children.every(({ told }, index) => told.length > (turns[index] ?? 0)),
  );
  const results = children.flatMap(({ told }) => told.at(-1)?.['results'] as readonly Result[]);
  return new Map(requests.map(({ id }) => [id, results.filter((one) => one.id === id)]));
}

/** Gives who won. */
function judge(results: readonly Result[] | undefined, code: string): number {
  const wins = results?.map(({ won }) => won) ?? [];
  const winner = wins.findIndex((won) => won !== undefined);
  expect(wins.filter((won) => won !== undefined)).toHaveLength(1);
  expect(results).toHaveLength(2);
  const lost = results?.[1 - winner]?.lost;
  // the loser is told who won, or when
  expect(lost).toMatchObject({ name: 'ConflictError', code });
  expect(lost?.message).toContain(wins[winner]);
  return winner;
}

async function contend(url: string, contest: 'resolutions' | 'claims', count: number) {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  const service = await serviceOn(store);
  const requests = await prepare(service, count, contest === 'claims');
  const children = ['alice', 'bob'].map((name, index) =>
    startChild('contest.mjs', {
      ...{ url, name, contest, policies: [POLICY], leaseMs: 600_000 },
      seed: SEED + index,
    }),
  );
  for (const { told } of children) await until('it is ready', () => told.length > 0);
  const code = contest === 'claims' ? 'approval/already-claimed' : 'approval/not-pending';
  const wins = [0, 0];
  for (let start = 0; start < count; start += HEAT) {
    const heat = requests.slice(start, start + HEAT);
    const results = await runHeat(children, heat);
    for (const { id } of heat) {
      const winner = judge(results.get(id), code);
      wins[winner] = (wins[winner] ?? 0) + 1;
    }
  }
  for (const child of children) expect(await finish(child)).toEqual({ code: 0, signal: null });
  await service.close();
  const { log } = await checkStore(store, new Acknowledged(), []);
  for (const { id } of requests)
    expect(log.requests.get(id)).toMatchObject({
      resolutions: 1,
      claims: contest === 'claims' ? 1 : 0,
    });
  return wins;
}

async function serviceOn(store: Store): Promise<ApprovalService> {
  const policy = compiled([{ name: 'pay.yaml', text: POLICY }]);
  const service = new ApprovalService(policy, {
    store,
    clock: await storeClock(store),
    ids: randomIds(),
    onError: () => {},
  });
  await service.activate(policy, undefined);
  return service;
}

const STORES = {
  SQLite: async () => `sqlite:${join(temporaryDirectory(), 'assent.db')}`,
  PostgreSQL: async () => (await createDatabase()).url,
};

describe.each(Object.entries(STORES))('two processes on one %s store', (name, place) => {
  test.each(['resolutions', 'claims'] as const)(
    `A14: contend for ${CONTESTS} %s, and one of them wins each`,
    { timeout: 60_000 + CONTESTS * 60 },
    async (contest) => {
      const wins = [0, 0];
      for (let left = CONTESTS; left > 0; left -= CONTESTS_A_STORE) {
        const [one = 0, two = 0] = await contend(
          await place(),
          contest,
          Math.min(left, CONTESTS_A_STORE),
        );
        wins[0] = (wins[0] ?? 0) + one;
        wins[1] = (wins[1] ?? 0) + two;
      }
      console.log(`${name}, ${contest}: ${wins[0]} to ${wins[1]}`);
      // or it was no contest
      for (const count of wins) expect(count).toBeGreaterThan(CONTESTS / 100);
    },
  );
});
