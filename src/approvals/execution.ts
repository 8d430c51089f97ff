import type { Decision } from '../policy/decision.ts';
import { describeResolution } from './describe-resolution.ts';
import { type Halt, haltMessage } from './halt.ts';
import { countVotes } from './quorum.ts';
import type { ApprovalRequest, Execution, ExecutionStatus, Outcome, Report } from './request.ts';
import { ruleName, termsOf } from './ruling.ts';
import { conflictWith, type Effect, type Moment, type Transition } from './transition.ts';

/** What can happen to the call of a request once it is approved. */
export type ExecutionEvent = { readonly kind: 'time' } | Claim | Renewal | OutcomeReport;

/** Somebody wants to run the call. */
export interface Claim {
  readonly kind: 'claim';
  readonly claimId: string;
  /** Of the call that would be run. */
  readonly digest: string;
  /** The decision of the captured call now, by the active policy. */
  readonly decision: Decision;
  /** The halt that stops the call now. */
  readonly halt: Halt | undefined;
  readonly leaseMs: number;
}

/** Whoever runs the call is still at it. */
export interface Renewal {
  readonly kind: 'renew';
  readonly claimId: string;
  readonly leaseMs: number;
}

/** What came of the call. */
export interface OutcomeReport {
  readonly kind: 'report';
  readonly claimId: string;
  readonly outcome: Outcome;
  /** The failure's message, redacted; `null` for a success. */
  readonly error: string | null;
}

/**
 * The life of an approved call: it is claimed at most once, and what came of it is written once. Time
 * comes before everything else: an approval that nobody claimed in time is void, and a lease that was
 * not renewed leaves it open whether the call ran.
 */
export function execute(
  request: ApprovalRequest,
  event: ExecutionEvent,
  moment: Moment,
): Transition {
  const passed = letTimePass(request, moment);
  const next = react(passed.request, event, moment);
  return { ...next, effects: [...passed.effects, ...next.effects] };
}

function react(request: ApprovalRequest, event: ExecutionEvent, moment: Moment): Transition {
  switch (event.kind) {
    case 'time':
      return { request, effects: [] };
    case 'claim':
      return claim(request, event, moment);
    case 'renew':
      return renew(request, event, moment);
    case 'report':
      return report(request, event, moment);
  }
}

function letTimePass(request: ApprovalRequest, { now }: Moment): Transition {
  const { execution } = request;
  if (execution.status === 'unclaimed' && now >= execution.claimBefore) {
    return makeVoid(request, 'nobody claimed the approved call in time', now);
  }
  if (execution.status === 'executing' && now >= execution.leaseUntil) {
    const { claimId, claimedAt } = execution;
    const ambiguous = {
      status: 'ambiguous',
      claimId,
      claimedAt,
      at: now,
      lateReport: null,
    } as const;
    const reason = 'whoever ran the call stopped renewing its claim, so it may have run or not';
    return move(request, ambiguous, [audit('execution.ambiguous', { reason })]);
  }
  return { request, effects: [] };
}

function claim(request: ApprovalRequest, event: Claim, moment: Moment): Transition {
  const { execution } = request;
  switch (execution.status) {
    case 'waiting':
      return conflictWith(
        request,
        'approval/not-approved',
        `only an approved call can be claimed, and this request is ${describeResolution(request)}`,
      );
    case 'void':
      return conflictWith(request, 'approval/void', `this approval is void: ${execution.reason}`);
    case 'executing':
      if (execution.claimId === event.claimId) return claimAgain(request, event);
      return claimedAlready(request, execution);
    case 'ambiguous':
    case 'succeeded':
    case 'failed':
      return claimedAlready(request, execution);
    case 'unclaimed':
      return claimOnce(request, event, moment);
  }
}

function claimedAlready(
  request: ApprovalRequest,
  { status, claimedAt }: { readonly status: ExecutionStatus; readonly claimedAt: number },
): Transition {
  const at = new Date(claimedAt).toISOString();
  const message = `this call was claimed already, at ${at}, and is ${status}`;
  return conflictWith(request, 'approval/already-claimed', message);
}

/** The same claim again is what a client sends that never got the answer. */
const claimAgain = (request: ApprovalRequest, event: Claim): Transition =>
  obstacle(request, event) ?? { request, effects: [] };

/** What stands in the way of a claim, and leaves the approval as it is. */
function obstacle(request: ApprovalRequest, { digest, halt }: Claim): Transition | undefined {
  if (digest !== request.captured.digest) {
    const message = 'the call is another one than the call that was approved';
    return conflictWith(request, 'approval/digest-mismatch', message);
  }
  if (halt === undefined) return undefined;
  return conflictWith(request, 'approval/halted', haltMessage(halt));
}

function claimOnce(request: ApprovalRequest, event: Claim, moment: Moment): Transition {
  const conflict = obstacle(request, event);
  if (conflict !== undefined) return conflict;
  const refusal = refusalToday(request, event.decision, moment);
  if (refusal !== undefined) {
    const voided = makeVoid(request, refusal, moment.now);
    const isVoid = { code: 'approval/void', message: refusal, request: voided.request } as const;
    return { ...voided, conflict: isVoid };
  }
  const leaseUntil = moment.now + event.leaseMs;
  const lease = { claimId: event.claimId, claimedAt: moment.now, leaseUntil };
  const claimed: Effect = audit('execution.claimed', { policy_version: moment.policyVersion });
  const wake: Effect = { kind: 'wake', at: leaseUntil };
  return move(request, { status: 'executing', ...lease }, [claimed, wake]);
}

/** Why today's policy does not let an approved call run, if it does not. */
function refusalToday(
  request: ApprovalRequest,
  decision: Decision,
  { policyVersion }: Moment,
): string | undefined {
  const { resolution } = request;
  switch (decision.decision) {
    case 'allow':
      return undefined;
    case 'block':
      return `${policyVersion} blocks the call by ${ruleName(decision)}`;
    case 'require_approval': {
      const isSameVersion =
        resolution.status === 'approved' && resolution.policyVersion === policyVersion;
      const today = { ...request, terms: termsOf(decision) };
      if (isSameVersion || countVotes(today).met === true) return undefined;
      return `the votes that were cast do not meet what ${policyVersion} asks for`;
    }
  }
}

function renew(
  request: ApprovalRequest,
  { claimId, leaseMs }: Renewal,
  { now }: Moment,
): Transition {
  const { execution } = request;
  if (execution.status !== 'executing' || execution.claimId !== claimId) return lostClaim(request);
  const leaseUntil = now + leaseMs;
  return move(request, { ...execution, leaseUntil }, [{ kind: 'wake', at: leaseUntil }]);
}

function report(request: ApprovalRequest, event: OutcomeReport, { now }: Moment): Transition {
  const { execution } = request;
  const { claimId, outcome } = event;
  switch (execution.status) {
    case 'executing': {
      if (execution.claimId !== claimId) return lostClaim(request);
      const reported = reportOf(event, execution.claimedAt, now);
      const action = `execution.${outcome}` as const;
      return move(request, { status: outcome, ...reported }, [audit(action, outcomeOf(reported))]);
    }
    case 'ambiguous': {
      if (execution.claimId !== claimId) return lostClaim(request);
      if (execution.lateReport !== null) return repeated(request, execution.lateReport, event);
      const lateReport = reportOf(event, execution.claimedAt, now);
      const late = audit('execution.reported_late', outcomeOf(lateReport));
      return move(request, { ...execution, lateReport }, [late]);
    }
    case 'succeeded':
    case 'failed':
      if (execution.claimId !== claimId) return lostClaim(request);
      return repeated(request, execution, event);
    case 'waiting':
    case 'unclaimed':
    case 'void':
      return lostClaim(request);
  }
}

const reportOf = (
  { outcome, claimId, error }: OutcomeReport,
  claimedAt: number,
  at: number,
): Report => ({
  outcome,
  claimId,
  claimedAt,
  at,
  error,
});

const outcomeOf = ({ outcome, error, claimedAt, at }: Report) => ({
  details: { outcome, ran_ms: at - claimedAt, ...(error !== null && { error }) },
});

/** The same report again is what a client sends that never got the answer. */
function repeated(request: ApprovalRequest, first: Report, second: OutcomeReport): Transition {
  if (first.outcome === second.outcome) return { request, effects: [] };
  const message = `this call was reported as ${first.outcome} already`;
  return conflictWith(request, 'approval/claim-lost', message);
}

const lostClaim = (request: ApprovalRequest): Transition =>
  conflictWith(
    request,
    'approval/claim-lost',
    'this claim is not, or no longer, the claim on the call',
  );

const makeVoid = (request: ApprovalRequest, reason: string, now: number): Transition =>
  move(request, { status: 'void', at: now, reason }, [audit('execution.void', { reason })]);

const move = (
  request: ApprovalRequest,
  execution: Execution,
  effects: readonly Effect[],
): Transition => ({ request: { ...request, execution }, effects });

type AuditEffect = Extract<Effect, { kind: 'audit' }>;

const audit = (action: AuditEffect['action'], event: AuditEffect['event']): Effect => ({
  kind: 'audit',
  action,
  event,
});
