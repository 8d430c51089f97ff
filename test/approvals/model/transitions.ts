import type { ConflictCode } from '../../../src/approvals/transition.ts';
import type { CallName } from './calls.ts';
import { asksItself, isMet, keyOf, mayDecide, voices } from './counting.ts';
import type { PEOPLE } from './people.ts';
import { policyAt, type Says } from './policies.ts';
import type { End, Held, Run } from './state.ts';

/** The life of a request, restated: what an event makes of a request on which time has been let pass. */
export interface Outcome {
  readonly held: Held;
  readonly conflict?: ConflictCode;
}

const TEN_MINUTES = 600_000;

type Person = (typeof PEOPLE)[number];

/** What time alone makes of a request. */
export function settled(held: Held, now: number, active: number): Held {
  if (held.end.status === 'pending') {
    if (now < held.deadline) return escalate(held, now);
    const end: End = { status: 'expired', code: 'approval_timeout', by: null, under: active };
    return { ...held, end, mayLag: true };
  }
  const { run } = held;
  if (run.status === 'unclaimed' && now >= run.before) {
    return { ...held, run: { status: 'void' }, mayLag: true };
  }
  if (run.status === 'executing' && now >= run.until) {
    const lapsed: Run = { status: 'ambiguous', claimId: run.claimId, late: null };
    return { ...held, run: lapsed, mayLag: true };
  }
  return held;
}

/** Whom a due escalation adds may vote from then on. */
function escalate(held: Held, now: number): Held {
  const due = held.ask.escalations.filter(({ afterMs }) => held.createdAt + afterMs <= now);
  const escalated = new Set([...held.escalated, ...due.map(keyOf)]);
  return escalated.size === held.escalated.size ? held : { ...held, escalated };
}

/** A vote that did not count when it was cast may count since an escalation; whoever looks finds it approved. */
export const isRipe = (held: Held): boolean => held.end.status === 'pending' && isMet(held);

export const ripened = (held: Held, now: number, active: number): Held =>
  isRipe(held) ? approved(held, APPROVED, null, now, active) : held;

export function vote(
  held: Held,
  person: Person,
  choice: 'approve' | 'reject',
  now: number,
  active: number,
): Outcome {
  if (held.end.status !== 'pending') return { held, conflict: 'approval/not-pending' };
  if (!mayDecide(held, person)) return { held, conflict: 'approval/not-eligible' };
  const voted = { ...held, votes: { ...held.votes, [person.id]: choice } };
  if (choice === 'reject') return { held: ended(voted, 'rejected', REJECTED, person.id, active) };
  if (asksItself(held, person)) return { held, conflict: 'approval/self-approval' };
  if (voices(voted) === voices(held)) return { held, conflict: 'approval/already-voted' };
  if (!isMet(voted)) return { held: voted };
  return { held: approved(voted, APPROVED, person.id, now, active) };
}

/** Whoever comes back with the key of a request asks for it as well. */
export const join = (held: Held, requesters: readonly string[]): Held =>
  held.end.status === 'pending'
    ? { ...held, requesters: [...new Set([...held.requesters, ...requesters])] }
    : held;

export function withdraw(held: Held, by: string | null, active: number): Outcome {
  if (held.end.status !== 'pending') return { held, conflict: 'approval/not-pending' };
  return { held: ended(held, 'cancelled', 'withdrawn', by, active) };
}

/**
 * @param same whether the call that is about to run is the one that was approved
 * @param halted whether its agent is
 */
export function claim(
  held: Held,
  same: boolean,
  halted: boolean,
  claimId: string,
  leaseMs: number,
  now: number,
  active: number,
): Outcome {
  const { end, run } = held;
  if (end.status !== 'approved') return { held, conflict: 'approval/not-approved' };
  if (run.status === 'void') return { held, conflict: 'approval/void' };
  const isAgain = run.status === 'executing' && run.claimId === claimId;
  if (run.status !== 'unclaimed' && !isAgain) return { held, conflict: 'approval/already-claimed' };
  if (!same) return { held, conflict: 'approval/digest-mismatch' };
  if (halted) return { held, conflict: 'approval/halted' };
  if (isAgain) return { held };
  const says = saysOf(active, held.want.call, now);
  const runs =
    says === 'allow' ||
    (says !== 'block' && (end.under === active || isMet({ ...held, ask: says })));
  if (!runs) return { held: { ...held, run: { status: 'void' } }, conflict: 'approval/void' };
  return { held: { ...held, run: { status: 'executing', claimId, until: now + leaseMs } } };
}

export function renew(held: Held, claimId: string, leaseMs: number, now: number): Outcome {
  const { run } = held;
  if (run.status !== 'executing' || run.claimId !== claimId) {
    return { held, conflict: 'approval/claim-lost' };
  }
  return { held: { ...held, run: { ...run, until: now + leaseMs } } };
}

export function report(held: Held, claimId: string, outcome: 'succeeded' | 'failed'): Outcome {
  const { run } = held;
  if (run.status === 'executing' && run.claimId === claimId) {
    return { held: { ...held, run: { status: outcome, claimId } } };
  }
  if (run.status === 'ambiguous' && run.claimId === claimId && run.late === null) {
    return { held: { ...held, run: { ...run, late: outcome } } };
  }
  // the same again is what a client sends that never got the answer
  const said = run.status === 'ambiguous' ? run.late : run.status;
  if ('claimId' in run && run.claimId === claimId && said === outcome) return { held };
  return { held, conflict: 'approval/claim-lost' };
}

/** What a new version makes of a pending request. */
export function follow(held: Held, active: number, now: number): Held {
  const says = saysOf(active, held.want.call, held.createdAt);
  if (says === 'block') return ended(held, 'rejected', 'policy_change', null, active);
  if (says !== 'allow') {
    const asked: Held = { ...held, ask: says };
    return isMet(asked) ? approved(asked, 'policy_change', null, now, active) : asked;
  }
  return held.hold ? held : approved(held, 'policy_change', null, now, active);
}

export const saysOf = (policy: number, call: CallName, at: number): Says =>
  policyAt(policy).says(call, at);

const APPROVED = 'approved_by_vote';
const REJECTED = 'rejected_by_vote';

const ended = (
  held: Held,
  status: 'rejected' | 'cancelled',
  code: string,
  by: string | null,
  under: number,
): Held => ({ ...held, end: { status, code, by, under } });

const approved = (
  held: Held,
  code: string,
  by: string | null,
  now: number,
  under: number,
): Held => ({
  ...held,
  end: { status: 'approved', code, by, under },
  run: { status: 'unclaimed', before: Math.max(held.deadline, now + TEN_MINUTES) },
});
