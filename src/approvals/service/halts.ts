import type { AuditEvent } from '../../audit/event.ts';
import { agentId } from '../../policy/call.ts';
import { type Halt, haltMessage, LONGEST_HALT_REASON, MOST_HALTS } from '../halt.ts';
import { redactCall } from '../redact.ts';
import { resolve } from '../resolution.ts';
import type { Transaction } from '../store.ts';
import { type AfterCommit, applyTransition, type Released } from './apply-transition.ts';
import { isoTime } from './audit-trail.ts';
import { haltsAt } from './known-halts.ts';
import { pendingPages } from './pending-pages.ts';
import type { ReviewContext } from './service-context.ts';

/** Who lets what go on, and why. */
export interface ResumeOrder {
  /** `null` for the halt of everything. */
  readonly agent: string | null;
  /** A `user:` or `filesystem:` id. */
  readonly by: string;
  /** Through what the person acts, as `cli`. */
  readonly via: string;
  readonly reason: string | null;
}

/** Who halts what, and why. */
export interface HaltOrder extends ResumeOrder {
  /** Whether what waits for approval is withdrawn. */
  readonly cancelPending: boolean;
}

/** What is halted then. */
export type Halting =
  | {
      readonly status: 'halted';
      readonly halts: readonly Halt[];
      /** How many pending requests were withdrawn. */
      readonly cancelled: number;
    }
  /** As many agents are halted as can be: halt everything. */
  | { readonly status: 'too-many'; readonly halts: readonly Halt[] };

/** What is halted then. */
export interface Resuming {
  /** `not-halted`: there is no such halt, and nothing has changed. */
  readonly status: 'resumed' | 'not-halted';
  readonly halts: readonly Halt[];
}

/**
 * Halts an agent or everything, from the next decision and claim of every process on. What is halted
 * already is halted anew: the later reason and moment count. Everything can be halted however many
 * agents are.
 *
 * @throws TypeError for a reason that is too long
 */
export async function halt(context: ReviewContext, order: HaltOrder): Promise<Halting> {
  const { store, clock, known } = context;
  if ((order.reason?.length ?? 0) > LONGEST_HALT_REASON) {
    throw new TypeError(`\`reason\` has to have at most ${LONGEST_HALT_REASON} characters`);
  }
  const work = async (tx: Transaction) => {
    const { agent, by, reason } = order;
    const before = await haltsAt(tx);
    const others = before.halts.filter((one) => one.agent !== agent);
    if (agent !== null && others.length >= MOST_HALTS) {
      return { status: 'too-many', heard: before, done: NOTHING } as const;
    }
    const now = clock.now();
    const made: Halt = { agent, by, reason, at: now };
    const heard = { halts: [...others, made], seq: before.seq + 1 };
    tx.setHalts(heard.halts);
    tx.audit(told('halt.set', order, now));
    const done = order.cancelPending ? await withdrawPending(tx, context, made, now) : NOTHING;
    return { status: 'halted', heard, done } as const;
  };
  const { status, heard, done } = await store.write(work, { alone: order.cancelPending });
  known.learn(heard);
  context.afterCommit(done);
  const { halts } = heard;
  return status === 'halted' ? { status, halts, cancelled: done.cancelled } : { status, halts };
}

/** Lets a halted agent go on, or everything but agents that are halted by themselves. */
export async function resume(
  { store, clock, known }: ReviewContext,
  order: ResumeOrder,
): Promise<Resuming> {
  const { status, heard } = await store.write(async (tx) => {
    const before = await haltsAt(tx);
    const halts = before.halts.filter((one) => one.agent !== order.agent);
    if (halts.length === before.halts.length) {
      return { status: 'not-halted', heard: before } as const;
    }
    tx.setHalts(halts);
    tx.audit(told('halt.lifted', order, clock.now()));
    return { status: 'resumed', heard: { halts, seq: before.seq + 1 } } as const;
  });
  known.learn(heard);
  return { status, halts: heard.halts };
}

interface Withdrawn extends AfterCommit {
  readonly cancelled: number;
}

const NOTHING: Withdrawn = { released: [], wakes: [], cancelled: 0 };

/** Withdraws what a halt stops and is still pending: what is due to expire has expired. */
async function withdrawPending(
  tx: Transaction,
  { trail }: ReviewContext,
  halt: Halt,
  now: number,
): Promise<Withdrawn> {
  const released: Released[] = [];
  const wakes: number[] = [];
  let cancelled = 0;
  const active = (await tx.activePolicy())?.version;
  for await (const page of pendingPages(tx)) {
    for (const pending of page) {
      const { call } = pending.captured;
      if (halt.agent !== null && agentId(call) !== halt.agent) continue;
      const request = pending.whole();
      const reason = redactCall(call, request.redact).shown(haltMessage(halt));
      const withdrawal = { kind: 'withdraw', by: halt.by, reason } as const;
      const policyVersion = active ?? request.ruling.policyVersion;
      const withdrawn = resolve(request, withdrawal, { now, policyVersion });
      const applied = applyTransition(tx, request, withdrawn, trail, now);
      released.push(...applied.released);
      wakes.push(...applied.wakes);
      if (applied.request.resolution.status === 'cancelled') cancelled += 1;
    }
    await tx.spill();
  }
  return { released, wakes, cancelled };
}

const told = (
  action: 'halt.set' | 'halt.lifted',
  { agent, by, via, reason }: ResumeOrder,
  now: number,
): AuditEvent => ({
  action,
  at: isoTime(now),
  ...(agent === null ? { details: { everything: true } } : { agent }),
  person: by,
  via,
  ...(reason !== null && { reason }),
});
