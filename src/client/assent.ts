import { argumentsOf } from '../approvals/captured-call.ts';
import { awaitResolution } from '../approvals/gate/await-resolution.ts';
import { careful } from '../approvals/gate/careful.ts';
import { claimPassage } from '../approvals/gate/claim-passage.ts';
import type { Declined } from '../approvals/gate/declined.ts';
import type { FailureMode } from '../approvals/gate/gate-behaviour.ts';
import type { GatedCall, Handling } from '../approvals/gate/gated-call.ts';
import { HeldClaims } from '../approvals/gate/held-claims.ts';
import { blockedError, declinedError, isPassage } from '../approvals/gate/not-passed.ts';
import type { Passage } from '../approvals/gate/passage.ts';
import { runPassage } from '../approvals/gate/run-passage.ts';
import type { RequestedCall, ToolGate } from '../approvals/gate/tool-gate.ts';
import { unlessApproved } from '../approvals/gate/unless-approved.ts';
import type { ApprovalView } from '../approvals/view.ts';
import type { JsonRecord } from '../json/json-value.ts';
import type { Decision } from '../policy/decision.ts';
import { blockedAsMalformed } from '../policy/malformed.ts';
import { addressOf, keyOf } from './address.ts';
import { callToWire } from './call-to-wire.ts';
import { Decisions } from './decisions.ts';
import { LateRuns } from './late-runs.ts';
import { type ReadCall, readCall } from './read-call.ts';
import { RemoteApprovals } from './remote-approvals.ts';
import { type ClaimedCall, type RemoteClaim, remoteClaims } from './remote-claims.ts';
import { Resolutions } from './resolutions.ts';
import { ServerLink } from './server-link.ts';

/** What a client is made of. */
export interface AssentOptions {
  /** The address of the server, as `http://127.0.0.1:4319`. */
  readonly url: string;
  /** An agent's key decides and runs calls; a person's key reviews. */
  readonly apiKey: string;
  /** How long calls wait for a person, in milliseconds; until the request's deadline where absent. */
  readonly approvalTimeoutMs?: number;
  /**
   * `fail_closed` where absent: what cannot be decided does not run. `fail_open` runs a call when the server
   * cannot be reached or fails, and says so when it is back; never after any other answer.
   */
  readonly failureMode?: FailureMode;
  /** How long a decision is asked for while the server cannot be reached, in milliseconds; 10 s where absent. */
  readonly decisionTimeoutMs?: number;
  /** The platform's where absent. */
  readonly fetch?: typeof globalThis.fetch;
  /** How long a claim holds without being renewed, in milliseconds; 30 seconds where absent. */
  readonly leaseMs?: number;
  /** Is told of what fails beside a call, as of an outcome that cannot be reported; a warning where absent. */
  readonly onError?: (error: unknown) => void;
}

const LEASE_MS = 30_000;
const SHORTEST_LEASE_MS = 1_000;
const LONGEST_LEASE_MS = 3_600_000;

const DECISION_MS = 10_000;

/** What was approved is claimed as long as its caller has patience, and so long at least. */
const CLAIM_MS = 10_000;

/**
 * A gate on a server: decides tool calls there, holds those that a person must decide, and runs an approved
 * call once, here. Needs `fetch`, and nothing of Node.
 */
export class Assent implements ToolGate {
  readonly approvals: RemoteApprovals;
  readonly #approvalTimeoutMs: number | undefined;
  readonly #failureMode: FailureMode;
  readonly #onError: (error: unknown) => void;
  readonly #decisions: Decisions;
  readonly #resolutions: Resolutions;
  readonly #claims: HeldClaims<ClaimedCall, RemoteClaim>;
  readonly #late: LateRuns;

  /** @throws TypeError for what is no address or no key, RangeError for a lease that no server takes */
  constructor(options: AssentOptions) {
    const { leaseMs = LEASE_MS, failureMode = 'fail_closed', approvalTimeoutMs } = options;
    if (!(leaseMs >= SHORTEST_LEASE_MS && leaseMs <= LONGEST_LEASE_MS)) {
      throw new RangeError('`leaseMs` has to be from 1000 to 3600000 milliseconds');
    }
    if (failureMode !== 'fail_closed' && failureMode !== 'fail_open') {
      throw new TypeError('`failureMode` has to be `fail_closed` or `fail_open`');
    }
    const link = new ServerLink({
      address: addressOf(options.url),
      apiKey: keyOf(options.apiKey),
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      random: Math.random,
    });
    this.#approvalTimeoutMs = approvalTimeoutMs;
    this.#failureMode = failureMode;
    this.#onError = careful(options.onError ?? warn, warn);
    this.#decisions = new Decisions(link, options.decisionTimeoutMs ?? DECISION_MS);
    this.#resolutions = new Resolutions(link, Math.random);
    this.#claims = new HeldClaims(remoteClaims(link), Math.trunc(leaseMs));
    this.#late = new LateRuns(link, this.#onError);
    this.approvals = new RemoteApprovals(link, this.#resolutions, this.#claims);
  }

  /**
   * Decides a call, waits for a person where one must decide, and runs it: at most once, with the copy of
   * the arguments that was decided. What came of it is recorded.
   *
   * @param run is given the arguments, frozen. A call without `param` hides from reviewers what it does
   * @returns what `run` gives; where the policy says `on_rejection: continue`, `Declined` in its place
   * @throws BlockedError, RejectedError, ApprovalTimeoutError, UnreachableError, ConflictError,
   *   ServerProblemError; what `run` throws; the reason of `call.signal` when that is aborted
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
   * long as this client is open, and ends up ambiguous.
   *
   * @throws BlockedError, RejectedError, ApprovalTimeoutError, UnreachableError, ConflictError,
   *   ServerProblemError; the reason of `call.signal` when that is aborted
   */
  async gate(call: GatedCall): Promise<Passage> {
    const passage = await this.#pass(call, false);
    if (isPassage(passage)) return passage;
    throw declinedError(passage);
  }

  /**
   * Decides a call, and makes an approval request where one is required; neither waits nor claims.
   *
   * @throws UnreachableError, ConflictError, ServerProblemError
   */
  async request(call: GatedCall): Promise<RequestedCall> {
    const read = readCall(call, false);
    if (!read.ok) return { decision: malformed(read.message) };
    const { decision, approval } = await this.#decide(read);
    return { decision, ...(approval !== null && { approval }) };
  }

  /**
   * What would be decided of a call. Nothing is recorded, and nothing requested.
   *
   * @throws UnreachableError, ServerProblemError
   */
  async canI(call: GatedCall): Promise<Decision> {
    const read = readCall(call, false);
    return read.ok ? this.#decisions.check(callToWire(read.call)) : malformed(read.message);
  }

  /** Renews no claims any more, and reports nothing again. What is pending stays so. */
  async close(): Promise<void> {
    this.#claims.close();
    this.#resolutions.close();
    await this.#late.close();
  }

  async #pass(gated: GatedCall, mayCloseOver: boolean): Promise<Passage | Declined> {
    const read = readCall(gated, mayCloseOver);
    if (!read.ok) throw blockedError(malformed(read.message));
    const { signal } = read.handling;
    signal?.throwIfAborted();
    let decided: { readonly decision: Decision; readonly approval: ApprovalView | null };
    try {
      decided = await this.#unlessStopped(this.#decide(read), read.handling);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#failureMode !== 'fail_open' || !this.#decisions.isSilence(error)) throw error;
      this.#late.add(callToWire(read.call), Date.now());
      return passageOf(read);
    }
    const { decision, approval } = decided;
    if (approval !== null) return this.#waitAndClaim(read, approval.id);
    signal?.throwIfAborted();
    if (decision.decision !== 'allow') throw blockedError(decision);
    return passageOf(read);
  }

  #decide({ call, unbound, handling }: ReadCall) {
    return this.#decisions.decide(callToWire(call), unbound, handling.idempotencyKey);
  }

  /** Whoever is stopped goes on at once; a request that is made all the same is withdrawn. */
  #unlessStopped<T extends { readonly approval: ApprovalView | null }>(
    deciding: Promise<T>,
    { signal, idempotencyKey }: Handling,
  ): Promise<T> {
    if (signal === undefined) return deciding;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        reject(signal.reason);
        if (idempotencyKey !== undefined) return;
        deciding
          .then(({ approval }) => {
            if (approval === null) return undefined;
            return this.approvals.withdraw(approval.id, 'the caller was stopped');
          })
          .catch(this.#onError);
      };
      signal.addEventListener('abort', stop);
      deciding.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  async #waitAndClaim(read: ReadCall, id: string): Promise<Passage | Declined> {
    const { handling } = read;
    const patienceMs =
      handling.approvalTimeoutMs ?? this.#approvalTimeoutMs ?? Number.POSITIVE_INFINITY;
    const since = performance.now();
    const reviews = {
      wait: async (_: string, timeoutMs: number, signal?: AbortSignal) =>
        awaited(await this.#resolutions.wait(id, timeoutMs, signal)),
      withdraw: (_: string, __: null, reason: string) => this.approvals.withdraw(id, reason),
    };
    const waiting = { reviews, onError: this.#onError };
    const instead = unlessApproved(await awaitResolution(waiting, handling, id, patienceMs));
    if (instead !== undefined) return instead;
    const leftMs = Math.max(CLAIM_MS, patienceMs - (performance.now() - since));
    // whoever was stopped while it was approved does not run it
    const claimed = { call: callToWire(read.call), patienceMs: leftMs, signal: handling.signal };
    return claimPassage(this.#claims, id, claimed, argumentsOf(read));
  }
}

/** A call that nobody was asked about: no version of a policy has decided it. */
const malformed = (message: string): Decision => blockedAsMalformed(message, '');

const passageOf = (read: ReadCall): Passage => ({
  param: argumentsOf(read),
  report: async () => {},
});

const awaited = ({ id, resolution, onRejection }: ApprovalView) => ({
  id,
  resolution: resolution ?? ({ status: 'pending' } as const),
  terms: { onRejection },
});

function warn(error: unknown): void {
  console.warn(error);
}
