import type { JsonRecord } from '../../json/json-value.ts';
import type { Decision } from '../../policy/decision.ts';
import { blockedAsMalformed } from '../../policy/malformed.ts';
import { argumentsOf } from '../captured-call.ts';
import { UnreachableError } from '../gate-error.ts';
import type { ApprovalService } from '../service/approval-service.ts';
import type { Claimed } from '../service/claim.ts';
import { Approvals } from './approvals.ts';
import { awaitResolution } from './await-resolution.ts';
import { claimPassage } from './claim-passage.ts';
import { decideCall } from './decide-call.ts';
import type { Declined } from './declined.ts';
import type { GateBehaviour } from './gate-behaviour.ts';
import type { GatedCall } from './gated-call.ts';
import { HeldClaims } from './held-claims.ts';
import { blockedError, declinedError, isPassage } from './not-passed.ts';
import type { Passage } from './passage.ts';
import { type ReadCall, readGatedCall } from './read-gated-call.ts';
import { runPassage } from './run-passage.ts';
import type { RequestedCall, ToolGate } from './tool-gate.ts';
import { unlessApproved } from './unless-approved.ts';

/** Decides tool calls, holds those that a person must decide, and lets an approved call run once. */
export class Gate implements ToolGate {
  readonly approvals: Approvals;
  readonly #service: ApprovalService;
  readonly #behaviour: GateBehaviour;
  readonly #claims: HeldClaims<string, Claimed>;
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
    this.approvals = new Approvals(service.reviews, this.#claims);
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
    run: (param: JsonRecord) => Result | Promise<Result>,
  ): Promise<Result | Declined> {
    const passage = await this.#pass(call, true);
    return isPassage(passage) ? runPassage(passage, run, this.#onError) : passage;
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
    throw declinedError(passage);
  }

  /**
   * Decides a call, and makes an approval request where one is required; neither waits nor claims.
   *
   * @throws UnreachableError, ConflictError
   */
  async request(call: GatedCall): Promise<RequestedCall> {
    const read = readGatedCall(call, false);
    if (!read.ok) return { decision: await this.#service.refuseMalformed(call, read.message) };
    const { decision, request } = await decideCall(this.#service, read, this.#behaviour);
    return {
      decision,
      ...(request !== undefined && { approval: this.#service.reviews.viewOf(request) }),
    };
  }

  /**
   * What would be decided of a call. Nothing is recorded, and nothing requested.
   *
   * @throws UnreachableError when it cannot be told which policy is active, or what is halted
   */
  async canI(call: GatedCall): Promise<Decision> {
    const read = readGatedCall(call, false);
    if (!read.ok) return blockedAsMalformed(read.message, this.policyVersion);
    try {
      return await this.#service.foresee(read.captured);
    } catch (error) {
      throw new UnreachableError(error);
    }
  }

  /** Ends looking after deadlines and following files. What is pending stays so; the store stays open. */
  async close(): Promise<void> {
    this.#claims.close();
    await this.#release();
  }

  /** @param mayCloseOver whether what runs may use other arguments than those that are handed over */
  async #pass(call: GatedCall, mayCloseOver: boolean): Promise<Passage | Declined> {
    const read = readGatedCall(call, mayCloseOver);
    if (!read.ok) throw blockedError(await this.#service.refuseMalformed(call, read.message));
    const { signal } = read.handling;
    signal?.throwIfAborted();
    const { decision, request } = await decideCall(this.#service, read, this.#behaviour);
    if (request !== undefined) return this.#waitAndClaim(read, request.id);
    const isMonitored = this.#behaviour.mode === 'monitor' && decision.halted !== true;
    const mayRun = decision.decision === 'allow' || isMonitored;
    if (!mayRun) throw blockedError(decision);
    signal?.throwIfAborted();
    return { param: argumentsOf(read.captured), report: async () => {} };
  }

  async #waitAndClaim({ captured, handling }: ReadCall, id: string): Promise<Passage | Declined> {
    const { reviews } = this.#service;
    const patienceMs =
      handling.approvalTimeoutMs ?? this.#behaviour.approvalTimeoutMs ?? Number.POSITIVE_INFINITY;
    const waiting = { reviews, onError: this.#onError };
    const request = await awaitResolution(waiting, handling, id, patienceMs);
    const instead = unlessApproved(request);
    if (instead !== undefined) return instead;
    // whoever was stopped while it was approved does not run it
    handling.signal?.throwIfAborted();
    return claimPassage(this.#claims, id, captured.digest, argumentsOf(captured));
  }
}
