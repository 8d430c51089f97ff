import { onTestFinished } from 'vitest';
import { createGate, type GateOptions } from '../../src/approvals/gate/create-gate.ts';
import type { Gate } from '../../src/approvals/gate/gate.ts';
import type { ToolGate } from '../../src/approvals/gate/tool-gate.ts';
import type { Store } from '../../src/approvals/store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';

/** A gate with what it works on. */
export interface Gated {
  readonly gate: Gate;
  readonly store: Store;
  readonly clock: ManualClock;
  /** What failed beside the calls. */
  readonly errors: unknown[];
}

/** A gate on a store in memory, closed when the test ends. Time stands still. */
export async function gated(
  policy: string,
  options: Partial<Omit<GateOptions, 'policies' | 'clock' | 'onError'>> & {
    readonly clock?: ManualClock;
  } = {},
): Promise<Gated> {
  const { store = openMemoryStore(), clock = manualClock() } = options;
  const errors: unknown[] = [];
  const gate = await createGate({
    ...options,
    policies: compiled(policy),
    store,
    clock,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => gate.close());
  return { gate, store, clock, errors };
}

/** The audit log as events. */
export async function eventsOf(store: Store): Promise<readonly Record<string, unknown>[]> {
  return (await store.entries(0, 10_000)).map(({ event }) => JSON.parse(event));
}

/** Waits until the gate holds a request, and gives its id. */
export async function pendingId(gate: Pick<ToolGate, 'approvals'>): Promise<string> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const [request] = await gate.approvals.list({ status: 'pending' });
    if (request !== undefined) return request.id;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('nothing is pending');
}
