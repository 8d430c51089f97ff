import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import type { Gate } from '../../src/approvals/gate/gate.ts';
import { steadyClock } from '../../src/approvals/steady-clock.ts';
import type { Store } from '../../src/approvals/store.ts';
import { exportLog } from '../../src/audit/export.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { compiled } from '../support/compiled.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { startChild, type Told } from './child.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const POLICY = `
name: pay
approval:
  tools: [pay]
  timeout: 1h
`;
const alice = { by: { user: 'alice' } };

/** A machine whose clocks a test moves, and a gate on it. */
class Machine {
  #passed = 0;
  #wall = 0;
  readonly clock = steadyClock(0, {
    wall: () => Date.now() + this.#wall,
    monotonic: () => performance.now() + this.#passed,
  });

  /** Time passes, as everybody sees it. */
  pass(ms: number): void {
    // in steps, as a clock that is asked now and then
    for (let left = ms; left > 0; left -= 60_000) {
      const step = Math.min(left, 60_000);
      this.#passed += step;
      this.#wall += step;
      this.clock.now();
    }
  }

  /** Somebody sets the system's clock, which is no time that passes. */
  set(ms: number): void {
    this.#wall += ms;
  }

  async gate(store: Store): Promise<Gate> {
    const gate = await createGate({
      policies: compiled([{ name: 'pay.yaml', text: POLICY }]),
      store,
      clock: this.clock,
    });
    onTestFinished(() => gate.close());
    return gate;
  }
}

async function hold(gate: Gate, key: string): Promise<string> {
  const { approval } = await gate.request({ tool: 'pay', param: { key }, idempotencyKey: key });
  return approval?.id ?? '';
}

/** Gives `ran`, or the code of the error. */
async function run(gate: Gate, key: string): Promise<string> {
  const call = { tool: 'pay', param: { key }, idempotencyKey: key };
  return gate.withTool(call, () => 'ran').then(String, ({ code }: { code: string }) => code);
}

describe('a system clock that is set', () => {
  test.each([
    ['a day ahead', DAY],
    ['a day back', -DAY],
  ])('A03: %s neither ends a request early nor lets it live longer', async (_, jump) => {
    const machine = new Machine();
    const gate = await machine.gate(openMemoryStore());
    const [early, late] = [await hold(gate, 'early'), await hold(gate, 'late')];
    machine.set(jump);
    machine.pass(0.9 * HOUR);
    expect(await gate.approvals.getStatus(early)).toBe('pending');
    await gate.approvals.approve(early, alice);
    expect(await run(gate, 'early')).toBe('ran');
    // what was made up for of the jump: at most one part in a hundred
    machine.pass(0.12 * HOUR);
    await expect(gate.approvals.approve(late, alice)).rejects.toMatchObject({
      code: 'approval/not-pending',
      message: expect.stringContaining('expired'),
    });
    machine.set(-jump);
    machine.pass(HOUR);
    expect(await gate.approvals.getStatus(late)).toBe('expired');
    expect(await run(gate, 'late')).toBe('gate/expired');
    expect(await run(gate, 'early')).toBe('approval/already-claimed');
  });
});

describe('another process whose clock', () => {
  test('A03: is a day ahead ends what is pending and lets nothing run', async () => {
    const { url, store } = await openOwn();
    const machine = new Machine();
    const gate = await machine.gate(store);
    const pending = await hold(gate, 'pending');
    const running = await hold(gate, 'running');
    await gate.approvals.approve(running, alice);
    let finish: (() => void) | undefined;
    const ran = gate.withTool(
      { tool: 'pay', param: { key: 'running' }, idempotencyKey: 'running' },
      () =>
        new Promise<void>((done) => {
          finish = done;
        }),
    );
    await until('it runs', () => finish !== undefined);
    const told = await otherProcess(url, DAY, [pending]);
    expect(told[0]).toMatchObject({ kind: 'refused', code: 'approval/not-pending' });
    expect(await gate.approvals.getStatus(pending)).toBe('expired');
    expect(await run(gate, 'pending')).toBe('gate/expired');
    // to that clock the lease has lapsed: what ran may not be run again, and its outcome is kept
    finish?.();
    await ran;
    expect((await gate.approvals.get(running)).execution).toMatchObject({
      status: 'ambiguous',
      lateOutcome: 'succeeded',
    });
    expect(await run(gate, 'running')).toBe('approval/already-claimed');
    // whoever has the right time goes on with it
    const next = await hold(gate, 'next');
    await gate.approvals.approve(next, alice);
    expect(await run(gate, 'next')).toBe('ran');
    await expectWholeLog(store);
  });

  test('A03: is a day behind revives nothing, and goes on from the last entry of the log', async () => {
    const { url, store } = await openOwn();
    const machine = new Machine();
    const gate = await machine.gate(store);
    const expired = await hold(gate, 'expired');
    machine.pass(2 * HOUR);
    const open = await hold(gate, 'open');
    const told = await otherProcess(url, -DAY, [expired, open]);
    expect(told[0]).toMatchObject({ kind: 'refused', code: 'approval/not-pending' });
    expect(told[1]).toMatchObject({ kind: 'counted', id: open, status: 'approved' });
    expect(Number(told[2]?.['now'])).toBeGreaterThan(Date.now() + 1.9 * HOUR);
    expect(await run(gate, 'expired')).toBe('gate/expired');
    expect(await run(gate, 'open')).toBe('ran');
    await expectWholeLog(store);
  });
});

async function openOwn(): Promise<{ readonly url: string; readonly store: Store }> {
  const url = `sqlite:${join(temporaryDirectory(), 'assent.db')}`;
  const store = await openStore(url);
  onTestFinished(() => store.close());
  return { url, store };
}

async function otherProcess(
  url: string,
  offsetMs: number,
  votes: readonly string[],
): Promise<readonly Told[]> {
  const config = { url, offsetMs, votes, policies: [POLICY] };
  const { told, ended } = startChild('other-clock.mjs', config);
  expect(await ended).toEqual({ code: 0, signal: null });
  return told;
}

async function expectWholeLog(store: Store): Promise<void> {
  const lines: string[] = [];
  for await (const line of exportLog(store)) lines.push(line);
  expect(await verifyLog(lines)).toMatchObject({ ok: true });
}
