import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { Acknowledged, readRuns } from './acknowledged.ts';
import { goOn } from './aftermath.ts';
import { checkStore } from './check-store.ts';
import { type Child, startChild } from './child.ts';
import { PAYMENT_POLICIES } from './payments.ts';

const IS_CAMPAIGN = process.env['ASSENT_CASES'] !== undefined;
/** Of the processes that run at the same time. */
const LANES = 2;
/** A claim holds for longer than a life takes, and lapses before anybody looks. */
const LEASE_MS = 4_000;
/** The ordinary run takes every so many points, from one on that the seed chooses. */
const STRIDE = IS_CAMPAIGN ? 1 : 12;
const FIRST = 1 + (Number(process.env['ASSENT_SEED'] ?? 0) % STRIDE);

/** A life cycle on a file of its own, which is killed at some point of it. */
interface Life {
  readonly at: number;
  readonly child: Child;
  readonly path: string;
  readonly executed: string;
}

type Points = 'commits' | 'all' | 'none';

function begin(at: number, points: Points, before: readonly string[] = []): Life {
  const directory = temporaryDirectory();
  const path = join(directory, 'assent.db');
  const executed = join(directory, 'executed');
  writeFileSync(executed, '');
  return { at, path, executed, child: start({ path, executed }, at, points, before) };
}

const start = (
  { path, executed }: Pick<Life, 'path' | 'executed'>,
  at: number,
  points: Points,
  before: readonly string[] = [],
): Child =>
  startChild(
    'life-cycle.mjs',
    { path, executed, policies: PAYMENT_POLICIES, leaseMs: LEASE_MS, points, at },
    before,
  );

/** Checks what a killed life has left, and lets another one take it to its end. Gives whether it was killed. */
async function end({ child, path, executed }: Life): Promise<boolean> {
  const { code, signal } = await child.ended;
  const acknowledged = new Acknowledged();
  const look = async (): Promise<void> => {
    const store = await openStore(`sqlite:${path}`);
    await checkStore(store, acknowledged, readRuns(executed));
    await store.close();
  };
  acknowledged.take(child.told);
  await look();
  const isKilled = signal === 'SIGKILL' || code === 137;
  if (!isKilled) expect({ code, signal }).toEqual({ code: 0, signal: null });
  const second = start({ path, executed }, 0, 'none');
  expect(await second.ended).toEqual({ code: 0, signal: null });
  acknowledged.take(second.told);
  await look();
  const store = await openStore(`sqlite:${path}`);
  await goOn(store, acknowledged, readRuns(executed));
  const { requests } = await checkStore(store, acknowledged, readRuns(executed));
  await store.close();
  const byKey = new Map([...requests.values()].map((one) => [one.idempotencyKey, one]));
  const states = Object.fromEntries(
    [...byKey].map(([key, { resolution, execution }]) => [
      key,
      `${resolution.status} ${execution.status}`,
    ]),
  );
  expect(states).toEqual({
    paid: expect.stringMatching(/^approved (succeeded|ambiguous)$/),
    refused: 'rejected waiting',
    withdrawn: 'cancelled waiting',
    // a second life that comes after the policy changed finds the call under another policy
    ...(byKey.has('odd') && { odd: expect.stringMatching(/^(rejected waiting|pending waiting)$/) }),
    half: expect.stringMatching(/^approved (failed|ambiguous)$/),
    doubtful: 'approved ambiguous',
    brief: expect.stringMatching(/^(pending|expired) waiting$/),
  });
  return isKilled;
}

/**
 * Kills one life after the other, each a point later, until one comes to its end.
 *
 * @returns how many points there are
 */
async function killEverywhere(
  points: Points,
  commandOf: (at: number) => readonly string[] = () => [],
): Promise<number> {
  let next = FIRST;
  let killed = 0;
  let isThrough = false;
  const lane = async (): Promise<void> => {
    while (!isThrough) {
      const at = next;
      next += STRIDE;
      const isKilled = await end(begin(at, points, commandOf(at)));
      if (isKilled) killed += 1;
      else isThrough = true;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return killed;
}

test('A15: killed before and after every commit, one life cycle goes on to the same end', {
  timeout: 300_000,
}, async () => {
  const killed = await killEverywhere('commits');
  console.log(`killed at ${killed} points around commits`);
  expect(killed).toBeGreaterThan(40 / STRIDE);
});

test.skipIf(!IS_CAMPAIGN)(
  'A15: the same, before every statement too',
  {
    timeout: 1_800_000,
  },
  async () => {
    const killed = await killEverywhere('all');
    console.log(`killed at ${killed} points around commits and before statements`);
    expect(killed).toBeGreaterThan(100);
  },
);

// strace counts each call by itself; syncs have two names
test.skipIf(!IS_CAMPAIGN || !hasStrace()).each([
  ['fsync,fdatasync', 20],
  ['pwrite64', 100],
])('A15: the same, at every %s of the system', { timeout: 3_600_000 }, async (calls, least) => {
  const killed = await killEverywhere('none', (at) => [
    ...['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`],
    ...['-e', `inject=${calls}:signal=SIGKILL:when=${at}`],
  ]);
  console.log(`killed at ${killed} calls of ${calls}`);
  expect(killed).toBeGreaterThan(least);
});

/** Whether a program can be traced here: it may not be installed, and not be allowed. */
function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
