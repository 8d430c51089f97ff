import type { JsonObject } from '../../policy/call.ts';
import { own } from '../../policy/call.ts';
import type { Decision } from '../../policy/decision.ts';
import { captureCall } from '../capture.ts';
import type { CapturedCall } from '../captured-call.ts';
import {
  ApprovalTimeoutError,
  BlockedError,
  ConflictError,
  RejectedError,
  UnreachableError,
} from '../gate-error.ts';
import type { ApprovalRequest } from '../request.ts';
import { ruleName } from '../ruling.ts';
import type { ApprovalService } from '../service/approval-service.ts';
import type { Claimed } from '../service/claim.ts';
import type { Requested } from '../service/request-approval.ts';
import { StoreError } from '../store.ts';
import { type ApprovalView, viewOf } from '../view.ts';
import { Approvals } from './approvals.ts';
import { decideOrFailSafe, type FailureMode } from './decide-or-fail-safe.ts';
import { type Declined, declined } from './declined.ts';
import { callOf, type GatedCall, keyProblem } from './gated-call.ts';
import { HeldClaims } from './held-claims.ts';
import { userReference } from './reviewer.ts';

/** How a gate behaves. */
export interface GateBehaviour {
  /** In monitor mode decisions are recorded, and nothing is held or refused but malformed calls. */
  readonly mode: 'enforce' | 'monitor';
  readonly failureMode: FailureMode;
  /** How long callers wait for a person; the request's deadline where absent. */
  readonly approvalTimeoutMs: number | undefined;
  /** How long a claim holds without being renewed. */
  readonly leaseMs: number;
}

/** A call after its decision. */
export interface HeldCall {
  readonly decision: Decision;
  /** Where a person has to decide. */
  readonly approval?: ApprovalView;
}

/** A call that may run now, once. */
export interface Passage {
  /** The copy of the arguments that was decided, shown and approved: run the call with these. */
  readonly param: JsonObject;
  /** Absent where nobody had to approve. */
  readonly approvalId?: string;
  /** Says what came of the call. What was approved and is never reported ends up ambiguous. */
  readonly report: (outcome: 'succeeded' | 'failed', error?: string) => Promise<void>;
}

/** Decides tool calls, holds those that a person must decide, and lets an approved call run once. */
export class Gate {
  readonly approvals: Approvals;
  readonly #service: ApprovalService;
  readonly #behaviour: GateBehaviour;
  readonly #claims: HeldClaims;
  readonly #onError: (error: unknown) => void;
  readonly #release: () => Promise<void>;

  /**
   * @param onError is told of what fails beside a call
   * @param release ends everything that the gate was given to keep
   */
  constructor(
    service: ApprovalService,
    behaviour: GateBehaviour,
    onError: (error: unknown) => void,
    release: () => Promise<void>,
  ) {
    this.#service = service;
    this.#onError = onError;
    this.#behaviour = behaviour;
    this.#claims = new HeldClaims(service, behaviour.leaseMs);
    this.approvals = new Approvals(service, this.#claims, behaviour.leaseMs);
    this.#release = release;
  }

  /** The version of the policy that decides now. */
  get policyVersion(): string {
    return this.#service.policy.version;
  }

  /**
   * Decides a call, waits for a person where one must decide, and runs it: at most once, with the copy of
   * the arguments that was decided. What came of it is recorded.
   *
   * @param run is given the arguments, frozen. A call without `param` hides from reviewers what it does
   * @returns what `run` gives; where the policy says `on_rejection: continue`, `Declined` in its place
   * @throws BlockedError, RejectedError, ApprovalTimeoutError, UnreachableError, ConflictError; what `run`
   *   throws; the reason of `call.signal` when that is aborted
   */
  async withTool<Result>(
    call: GatedCall,
    run: (param: JsonObject) => Result | Promise<Result>,
  ): Promise<Result | Declined> {
    const passage = await this.#pass(call, true);
    if (!isPassage(passage)) return passage;
    let result: Result;
    try {
      result = await run(passage.param);
    } catch (error) {
      await this.#tell(passage, 'failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
    await this.#tell(passage, 'succeeded');
    return result;
  }

  /**
   * Decides a call, waits for a person where one must decide, and claims it. Whoever calls runs it with
   * `param`, and reports what came of it; an approved call that is never reported keeps its claim for as
   * long as this gate is open, and ends up ambiguous.
   *
   * @throws BlockedError, RejectedError, ApprovalTimeoutError, UnreachableError, ConflictError; the reason
   *   of `call.signal` when that is aborted
   */
  async gate(call: GatedCall): Promise<Passage> {
    const passage = await this.#pass(call, false);
    if (isPassage(passage)) return passage;
    if (passage.status === 'expired') throw new ApprovalTimeoutError('expired', passage.approvalId);
    throw new RejectedError('rejected', passage.reason, passage.approvalId);
  }

  /**
   * Decides a call, and makes an approval request where one is required; neither waits nor claims.
   *
   * @throws UnreachableError, ConflictError
   */
  async request(call: GatedCall): Promise<HeldCall> {
    const { decision, request } = await this.#decide(call, false);
    return { decision, ...(request !== undefined && { approval: viewOf(request) }) };
  }

  /**
   * What would be decided of a call. Nothing is recorded, and nothing requested.
   *
   * @throws UnreachableError when it cannot be told which policy is active
   */
  async canI(call: GatedCall): Promise<Decision> {
    const capture = captureCall(callOf(call), { unbound: false });
    if (!capture.ok) return malformed(capture.message, this.policyVersion);
    try {
      await this.#service.adoptActive();
    } catch (error) {
      throw new UnreachableError(error);
    }
    return this.#service.decide(capture.captured);
  }

  /** Ends looking after deadlines and following files. What is pending stays so; the store stays open. */
  async close(): Promise<void> {
    this.#claims.close();
    await this.#release();
  }

  /** @param mayCloseOver whether what runs may use other arguments than those that are handed over */
  async #decide(call: GatedCall, mayCloseOver: boolean): Promise<DecidedCall> {
    const capture = captureCall(callOf(call), { unbound: false });
    const problem = capture.ok ? keyProblem(call) : capture.message;
    if (!capture.ok || problem !== undefined) {
      const message = problem ?? 'the call could not be read';
      const decision = malformed(message, this.policyVersion);
      await this.#service.recordMalformed(call, message);
      return { decision, request: undefined, captured: undefined };
    }
    const unbound = mayCloseOver && capture.captured.call.param === undefined;
    const captured = unbound ? { ...capture.captured, unbound } : capture.captured;
    const user = own(captured.call.run, 'user');
    const options = {
      idempotencyKey: call.idempotencyKey ?? null,
      requesters: typeof user === 'string' ? [userReference(user)] : [],
      mode: this.#behaviour.mode,
    };
    const requested = await decideOrFailSafe(
      this.#service,
      captured,
      options,
      this.#behaviour.failureMode,
    );
    return { ...requested, captured };
  }

  async #pass(call: GatedCall, mayCloseOver: boolean): Promise<Passage | Declined> {
    call?.signal?.throwIfAborted();
    const { decision, request, captured } = await this.#decide(call, mayCloseOver);
    if (captured === undefined) throw blocked(decision);
    if (request !== undefined) return this.#waitAndClaim(call, captured, request);
    if (decision.decision === 'allow' || this.#behaviour.mode === 'monitor') {
      call.signal?.throwIfAborted();
      return { param: captured.call.param ?? NO_ARGUMENTS, report: async () => {} };
    }
    throw blocked(decision);
  }

  async #waitAndClaim(
    call: GatedCall,
    captured: CapturedCall,
    { id }: ApprovalRequest,
  ): Promise<Passage | Declined> {
    const patience =
      call.approvalTimeoutMs ?? this.#behaviour.approvalTimeoutMs ?? Number.POSITIVE_INFINITY;
    const { resolution, terms } = await this.#wait(call, id, patience);
    switch (resolution.status) {
      case 'pending':
        await this.#giveUp(call, id, 'the caller stopped waiting');
        throw new ApprovalTimeoutError('timeout', id);
      case 'approved':
        // whoever was stopped while it was approved does not run it
        call.signal?.throwIfAborted();
        return this.#claim(id, captured);
      case 'cancelled':
        throw new RejectedError('cancelled', resolution.reason, id);
      case 'rejected':
        if (terms.onRejection === 'continue' && resolution.code === 'rejected_by_vote') {
          return declined('rejected', resolution.reason ?? 'a person rejected the call', id);
        }
        throw new RejectedError('rejected', resolution.reason, id);
      case 'expired':
        if (terms.onRejection === 'continue') return declined('expired', 'approval_timeout', id);
        throw new ApprovalTimeoutError('expired', id);
    }
  }

  async #wait(call: GatedCall, id: string, patience: number): Promise<ApprovalRequest> {
    try {
      return await this.#service.reviews.wait(id, patience, call.signal);
    } catch (error) {
      if (call.signal?.aborted === true) await this.#giveUp(call, id, 'the caller was stopped');
      throw error instanceof StoreError ? new UnreachableError(error) : error;
    }
  }

  /** Whoever has an idempotency key can come back; nobody else will ever ask for the request. */
  async #giveUp({ idempotencyKey }: GatedCall, id: string, reason: string): Promise<void> {
    if (idempotencyKey !== undefined) return;
    try {
      await this.approvals.cancel(id, { reason });
    } catch (error) {
      // resolved in the meantime, which the caller has not waited for, or left to its deadline
      if (!(error instanceof ConflictError)) this.#onError(error);
    }
  }

  async #claim(id: string, { call, digest }: CapturedCall): Promise<Passage> {
    const claimed = await this.#claimOnce(id, digest);
    this.#claims.hold(claimed);
    return {
      param: call.param ?? NO_ARGUMENTS,
      approvalId: id,
      report: (outcome, error) =>
        this.approvals.report(id, { outcome, ...(error !== undefined && { error }) }),
    };
  }

  async #claimOnce(id: string, digest: string): Promise<Claimed> {
    try {
      return await this.#service.claim(id, digest, this.#behaviour.leaseMs);
    } catch (error) {
      if (error instanceof StoreError) throw new UnreachableError(error);
      if (error instanceof ConflictError && error.code === 'approval/void') {
        throw new BlockedError(error.message, undefined, id);
      }
      throw error;
    }
  }

  /** The call has run: that its outcome cannot be written changes nothing for whoever called. */
  async #tell(passage: Passage, outcome: 'succeeded' | 'failed', error?: string): Promise<void> {
    try {
      await passage.report(outcome, error);
    } catch (cause) {
      this.#onError(cause);
    }
  }
}

const NO_ARGUMENTS: JsonObject = Object.freeze({});

/** A decision with the copy of the call that may run; without one for a malformed call. */
interface DecidedCall extends Requested {
  readonly captured: CapturedCall | undefined;
}

const isPassage = (outcome: Passage | Declined): outcome is Passage => 'param' in outcome;

const blocked = (decision: Decision): BlockedError =>
  new BlockedError(
    decision.message ?? decision.errors[0]?.message ?? `blocked by ${ruleName(decision)}`,
    decision,
  );

const malformed = (message: string, policyVersion: string): Decision => ({
  decision: 'block',
  mode: 'enforce',
  errors: [{ code: 'call/malformed', message }],
  policyVersion,
});
