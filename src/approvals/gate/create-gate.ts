import type { Clock } from '../clock.ts';
import { randomIds } from '../random-ids.ts';
import { ApprovalService } from '../service/approval-service.ts';
import type { Store } from '../store.ts';
import { storeClock } from '../store-clock.ts';
import { careful } from './careful.ts';
import { Gate } from './gate.ts';
import type { FailureMode } from './gate-behaviour.ts';
import { PolicyFollower } from './policy-follower.ts';
import { type PolicyInput, policySource } from './policy-source.ts';

/** What a gate is made of. */
export interface GateOptions {
  /** Paths, which are watched; a watcher; or one policy for good. */
  readonly policies: PolicyInput;
  /** An open store; it stays open when the gate is closed. */
  readonly store: Store;
  /** `enforce` where absent. `monitor` records every decision, and holds and refuses nothing. */
  readonly mode?: 'enforce' | 'monitor';
  /** `fail_closed` where absent: what cannot be recorded does not run. */
  readonly failureMode?: FailureMode;
  /** How long calls wait for a person, in milliseconds; until the request's deadline where absent. */
  readonly approvalTimeoutMs?: number;
  /** How long a claim holds without being renewed, in milliseconds; 30 seconds where absent. */
  readonly leaseMs?: number;
  /** Paths are agent definition files. */
  readonly agentFile?: boolean;
  /** The system's clock without its jumps where absent. */
  readonly clock?: Clock;
  /** Is told of what fails beside a call, as of a changed policy that cannot be used; a process warning where absent. */
  readonly onError?: (error: unknown) => void;
}

const LEASE_MS = 30_000;

/** A claim that nobody renews is found out within a day. */
const LONGEST_LEASE_MS = 86_400_000;

/**
 * A gate in this process. Its policy becomes the active one of the store, unless that version was active
 * before and another one has replaced it.
 *
 * @throws PolicyError when the policies cannot be used, StoreError when the store cannot
 * @throws RangeError for a lease that is no time, or longer than a day
 */
export async function createGate(options: GateOptions): Promise<Gate> {
  const { store, leaseMs = LEASE_MS } = options;
  const onError = careful(options.onError ?? warn, warn);
  if (!(leaseMs >= 1 && leaseMs <= LONGEST_LEASE_MS)) {
    throw new RangeError('`leaseMs` has to be from 1 to 86400000 milliseconds');
  }
  const clock = options.clock ?? (await storeClock(store, onError));
  const source = policySource(options.policies, options.agentFile === true, onError);
  const service = new ApprovalService(source.current(), {
    store,
    clock,
    ids: randomIds(),
    onError,
  });
  const follower = new PolicyFollower(service, source, onError);
  const release = async (): Promise<void> => {
    await follower.close();
    await service.close();
  };
  try {
    await follower.start();
    service.start();
  } catch (error) {
    await release();
    throw error;
  }
  const behaviour = {
    mode: options.mode ?? 'enforce',
    failureMode: options.failureMode ?? 'fail_closed',
    approvalTimeoutMs: options.approvalTimeoutMs,
    leaseMs,
  };
  return new Gate(service, behaviour, onError, release);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
