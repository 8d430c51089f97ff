import { expect, onTestFinished } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import type { Gate } from '../../src/approvals/gate/gate.ts';
import type { Store, StoreErrorCode } from '../../src/approvals/store.ts';
import { exportLog } from '../../src/audit/export.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { compiled } from '../support/compiled.ts';
import { until } from '../support/until.ts';

/** Something that befalls a store that is open. */
export interface Fault {
  readonly begin: () => Promise<void> | void;
  readonly end: () => Promise<void> | void;
  readonly code: StoreErrorCode;
  /** What the message tells to do. */
  readonly says: string;
}

const POLICY = `
approval:
  tools: [pay]
  timeout: 1h
block:
  tools: [drop]
  message: "Never."
`;
const LEASE_MS = 3_000;
const alice = { user: 'alice' };

/** A gate, and how often each tool has run behind it. */
export interface Watched {
  readonly gate: Gate;
  readonly runs: string[];
  /** Calls a tool; gives `ran`, or the code of the error. */
  readonly call: (tool: string, key?: string, run?: () => Promise<unknown>) => Promise<string>;
}

/** A gate on a store, closed when the test ends. */
export async function watchedGate(
  store: Store,
  failureMode: 'fail_closed' | 'fail_open' = 'fail_closed',
): Promise<Watched> {
  const policies = compiled(POLICY);
  const gate = await createGate({
    ...{ policies, store, failureMode, leaseMs: LEASE_MS },
    onError: () => {},
  });
  onTestFinished(() => gate.close());
  const runs: string[] = [];
  const call: Watched['call'] = async (tool, idempotencyKey, run) => {
    try {
      await gate.withTool({ tool, param: { key: idempotencyKey ?? '' }, idempotencyKey }, () => {
        runs.push(idempotencyKey ?? tool);
        return run?.();
      });
      return 'ran';
    } catch (error) {
      if (error instanceof Error && 'code' in error) return String(error.code);
      throw error;
    }
  };
  return { gate, runs, call };
}

/** Asks for a call that has to be approved, without waiting for it. */
async function hold({ gate }: Watched, key: string): Promise<string> {
  const { approval } = await gate.request({ tool: 'pay', param: { key }, idempotencyKey: key });
  return approval?.id ?? '';
}

/**
 * Has a store fail under gates that are at work, and proves that nothing runs which nobody could decide or
 * record, that errors say what to do, and that the same gates go on when the fault is gone.
 */
export async function proveUnderFault(store: Store, fault: Fault): Promise<void> {
  const closed = await watchedGate(store);
  const open = await watchedGate(store, 'fail_open');
  const { approvals } = closed.gate;
  const pending = await hold(closed, 'pending');
  const approved = await hold(closed, 'approved');
  await approvals.approve(approved, { by: alice });
  // one call waits for its approval, and one runs
  const waiting = closed.call('pay', 'waiting');
  const waitingId = await hold(closed, 'waiting');
  let finish = (): void => {};
  const untilFinished = new Promise<void>((done) => {
    finish = done;
  });
  const running = closed.call('pay', 'running', () => untilFinished);
  const runningId = await hold(closed, 'running');
  await approvals.approve(runningId, { by: alice });
  await until('it runs', () => closed.runs.includes('running'));

  await fault.begin();
  await expect(closed.gate.gate({ tool: 'read' })).rejects.toMatchObject({
    name: 'UnreachableError',
    code: 'gate/unreachable',
    message: expect.stringContaining(fault.says),
    cause: { name: 'StoreError', code: fault.code },
  });
  await expect(approvals.approve(pending, { by: alice })).rejects.toMatchObject({
    name: 'StoreError',
    code: fault.code,
    message: expect.stringContaining(fault.says),
  });
  expect(await closed.call('read')).toBe('gate/unreachable');
  expect(await closed.call('drop')).toBe('gate/blocked');
  expect(await closed.call('pay', 'new')).toBe('gate/unreachable');
  // approved, but the claim cannot be written
  expect(await closed.call('pay', 'approved')).toBe('gate/unreachable');
  expect(await open.call('read')).toBe('ran');
  expect(await open.call('drop')).toBe('gate/blocked');
  expect(await open.call('pay', 'new')).toBe('gate/unreachable');
  finish();
  // the tool has run, and whoever called it is not punished for the store
  expect(await running).toBe('ran');
  expect(closed.runs).toEqual(['running']);
  await fault.end();

  expect(await closed.call('read')).toBe('ran');
  expect(await closed.call('drop')).toBe('gate/blocked');
  expect(await approvals.getStatus(pending)).toBe('pending');
  for (const id of [pending, waitingId]) await approvals.approve(id, { by: alice });
  const waited = await waiting;
  // whoever waited either still does, or heard of the fault and comes back
  if (waited !== 'ran') {
    expect(waited).toBe('gate/unreachable');
    expect(await closed.call('pay', 'waiting')).toBe('ran');
  }
  for (const key of ['pending', 'approved']) expect(await closed.call('pay', key)).toBe('ran');
  for (const key of ['pending', 'approved', 'waiting', 'running'])
    expect(await closed.call('pay', key)).toBe('approval/already-claimed');
  expect(closed.runs.toSorted()).toEqual(['approved', 'pending', 'read', 'running', 'waiting']);
  await expectWritten(store, runningId);
}

/** What happened while nothing could be written is written by and by, and the log is whole. */
async function expectWritten(store: Store, runningId: string): Promise<void> {
  let outcome = '';
  let late = 0;
  const look = async (): Promise<void> => {
    const { execution } = (await store.request(runningId)) ?? {};
    // the lease may have lapsed meanwhile
    if (execution?.status === 'ambiguous') outcome = `late ${execution.lateReport?.outcome}`;
    else outcome = String(execution?.status);
    const entries = await store.entries(0, 10_000);
    late = entries.filter(({ event }) => event.includes('"recorded_late":true')).length;
  };
  const deadline = performance.now() + 20_000;
  do {
    await look();
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while ((!/succeeded/.test(outcome) || late < 2) && performance.now() < deadline);
  expect(outcome).toMatch(/^(late )?succeeded$/);
  // of both gates: what was blocked meanwhile, and what ran in the one that fails open
  expect(late).toBeGreaterThanOrEqual(3);
  const lines: string[] = [];
  for await (const line of exportLog(store)) lines.push(line);
  expect(await verifyLog(lines)).toMatchObject({ ok: true });
}
