import type { Call } from '../../policy/call.ts';
import type { Decision } from '../../policy/decision.ts';
import { blockedAsMalformed } from '../../policy/malformed.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CapturedCall } from '../captured-call.ts';
import type { Clock } from '../clock.ts';
import { type Halt, haltOf } from '../halt.ts';
import { haltedDecision } from '../halted-decision.ts';
import type { Ids } from '../ids.ts';
import { redactCall } from '../redact.ts';
import type { ApprovalRequest, Outcome } from '../request.ts';
import type { Store } from '../store.ts';
import { type Activation, type ActivationTerms, activatePolicy } from './activate-policy.ts';
import { ActivePolicies } from './active-policies.ts';
import { renew, report } from './change-request.ts';
import { type Claimed, claim } from './claim.ts';
import { Deadlines } from './deadlines.ts';
import { Housekeeping } from './housekeeping.ts';
import { LateRecords } from './late-records.ts';
import { type LateRun, recordLate } from './record-late.ts';
import { type Requested, type RequestOptions, requestApproval } from './request-approval.ts';
import { Reviews } from './reviews.ts';
import type { CallContext } from './service-context.ts';
import { sweep } from './sweep.ts';
import { underActivePolicy } from './under-active-policy.ts';

/** What a service is made of; everything that has an effect is passed in. */
export interface ServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Is told of what goes wrong beside all calls, as in looking after deadlines. */
  readonly onError: (error: unknown) => void;
}

/**
 * Approvals on a store: every use case is a transition in a transaction. Several services, also in several
 * processes, may share a store.
 */
export class ApprovalService {
  readonly reviews: Reviews;
  readonly #context: CallContext;
  readonly #deadlines: Deadlines;
  readonly #late: LateRecords;
  readonly #housekeeping: Housekeeping;

  /** @param policy what this process starts with; `activate` says whether that is the active one */
  constructor(policy: Policy, { store, clock, ids, onError }: ServiceOptions) {
    this.reviews = new Reviews(store, clock, (at) => this.#deadlines.wakeAt(at));
    const policies = new ActivePolicies(store, policy);
    this.#context = { ...this.reviews.context, ids, policies };
    this.#late = new LateRecords(store);
    this.#housekeeping = new Housekeeping(this.#context, onError);
    this.#deadlines = new Deadlines(store, clock, () => sweep(this.#context), onError);
  }

  /** The policy that this process decides with. */
  get policy(): Policy {
    return this.#context.policies.current;
  }

  /** Whether another policy than that one is known to be in force, which could not be had yet. */
  get isOutdated(): boolean {
    return this.#context.policies.isOutdated;
  }

  /** Begins to look after deadlines, and after what has to be done from time to time. */
  start(): void {
    this.#deadlines.wakeAt();
    this.#housekeeping.start();
  }

  /** Stops looking after deadlines. The store stays open. */
  async close(): Promise<void> {
    await this.#deadlines.close();
    await this.#late.close();
    await this.#housekeeping.close();
  }

  /** See `requestApproval`. */
  request(captured: CapturedCall, options: RequestOptions): Promise<Requested> {
    return requestApproval(this.#context, captured, options);
  }

  /** What this process says of a call now, by its policy and the halts that it knows of. Nothing is recorded. */
  decide({ call }: CapturedCall): Decision {
    return this.#decide(call, this.#context.known.of(call));
  }

  /**
   * What would be decided of a call now, by the policy that is active and the halts that hold. Nothing is
   * recorded.
   *
   * @throws StoreError when either cannot be told
   */
  async foresee({ call }: CapturedCall): Promise<Decision> {
    await this.adoptActive();
    return this.#decide(call, haltOf(await this.reviews.halts(), call));
  }

  /**
   * Goes on with the policy that is active, whichever process made it so.
   *
   * @throws StoreError when it cannot be told
   */
  async adoptActive(): Promise<void> {
    const active = await this.#context.store.activePolicy();
    if (active !== undefined) await this.#context.policies.adopt(active.version);
  }

  /** Refuses a call that could not be read, and writes that down: now, or when the store can. */
  async refuseMalformed(call: unknown, message: string): Promise<Decision> {
    const { trail, clock } = this.#context;
    const refused = ({ version }: Policy) => ({
      event: trail.ofMalformed(call, message, version, clock.now()),
      decision: blockedAsMalformed(message, version),
    });
    try {
      return await underActivePolicy(this.#context, async (tx, policy) => {
        const { event, decision } = refused(policy);
        tx.audit(event);
        return decision;
      });
    } catch {
      // the call is refused in any case
      const { event, decision } = refused(this.policy);
      this.#late.add(event);
      return decision;
    }
  }

  /** Keeps the decision of a call that ran while the store failed, and hands it in when it can. */
  recordLater(captured: CapturedCall, decision: Decision, mode: RequestOptions['mode']): void {
    const { trail, clock, policies } = this.#context;
    const redacted = redactCall(captured.call, policies.redact);
    this.#late.add(trail.ofDecision(captured, redacted, decision, mode, clock.now()));
  }

  /** See `recordLate`. */
  recordLate(runs: readonly LateRun[]): Promise<void> {
    return recordLate(this.#context, runs);
  }

  /** See `claim`. */
  claim(id: string, digest: string, leaseMs: number, claimId?: string): Promise<Claimed> {
    return claim(this.#context, id, digest, leaseMs, claimId);
  }

  /** @throws ConflictError when the claim is lost */
  async renew({ request, claimId }: Claimed, leaseMs: number): Promise<void> {
    await this.renewClaim(request.id, claimId, leaseMs);
  }

  /**
   * The same for whoever keeps no claims, and is shown their ids.
   *
   * @throws ConflictError when the claim is lost
   */
  renewClaim(id: string, claimId: string, leaseMs: number): Promise<ApprovalRequest> {
    return renew(this.#context, id, claimId, leaseMs);
  }

  /**
   * @param error the failure's message; what is hidden of the call is hidden in it
   * @throws ConflictError when the claim is another one's
   */
  async report(
    { request, claimId }: Claimed,
    outcome: Outcome,
    error: string | null,
  ): Promise<void> {
    await this.reportClaim(request.id, claimId, outcome, error);
  }

  /** The same for whoever keeps no claims, and is shown their ids. */
  reportClaim(
    id: string,
    claimId: string,
    outcome: Outcome,
    error: string | null,
  ): Promise<ApprovalRequest> {
    return report(this.#context, id, { claimId, outcome, error });
  }

  /**
   * Makes a policy the active one, as a process does that follows files, see `activatePolicy`.
   *
   * @param from the version that this process took for the active one; where that is not so any more, a
   *   version that was active before does not come back. `undefined` at the start of a process
   */
  activate(policy: Policy, from: string | undefined): Promise<Activation> {
    return activatePolicy(this.#context, policy, { from, exactly: false, by: null });
  }

  /**
   * The same where `from` has to be active, whatever the policy is: only what was seen is replaced.
   *
   * @param from `undefined` where no policy may be active yet
   * @param by who wants it; `null` for this process
   */
  replacePolicy(
    policy: Policy,
    from: string | undefined,
    by: ActivationTerms['by'],
  ): Promise<Activation> {
    return activatePolicy(this.#context, policy, { from, exactly: true, by });
  }

  /** Brings up to date what time alone changes, without waiting for the next look. */
  sweep(): Promise<number> {
    return sweep(this.#context);
  }

  #decide(call: Call, halt: Halt | undefined): Decision {
    return halt === undefined
      ? this.policy.decideAt(call, this.#context.clock.now())
      : haltedDecision(halt, this.policy.version);
  }
}
