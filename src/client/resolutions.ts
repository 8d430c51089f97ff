import type { ApprovalView } from '../approvals/view.ts';
import { askAgainMs } from './ask-again.ts';
import { backoffMs } from './backoff.ts';
import { pause } from './pause.ts';
import { type ResolutionStream, resolutionStream } from './resolution-stream.ts';
import type { ServerLink } from './server-link.ts';
import { viewFromWire } from './view-from-wire.ts';
import { expectSame } from './wire-value.ts';

/** The stream is given this long to come up before a request is waited for by itself. */
const STREAM_MS = 250;

/** One long poll; the server answers earlier when the request is resolved. */
const POLL_MS = 25_000;

/** What a long poll may take beyond its time. */
const GRACE_MS = 10_000;

/** Even while the stream is up, a request is looked at now and then. */
const LOOK_MS = 60_000;

/**
 * Waits for requests to be resolved: one stream for all, and a long poll for each while the stream is down.
 * A server that is down, or starts again, is waited for.
 */
export class Resolutions {
  readonly #link: ServerLink;
  readonly #random: () => number;
  readonly #stream: ResolutionStream;
  /** By the id of the request. Whoever is rung looks at what is the case. */
  readonly #bells = new Map<string, Set<(view?: ApprovalView) => void>>();

  constructor(link: ServerLink, random: () => number) {
    this.#link = link;
    this.#random = random;
    this.#stream = resolutionStream(
      link,
      random,
      (view) => {
        for (const ring of [...(this.#bells.get(view.id) ?? [])]) ring(view);
      },
      () => {
        for (const ring of [...this.#bells.values()].flatMap((bells) => [...bells])) ring();
      },
    );
  }

  /**
   * @param patienceMs how long at most
   * @returns the request as it is then, pending only where patience ended
   * @throws ConflictError, ServerProblemError; NoAnswerError where the server could not be asked until
   *   patience ended; the signal's reason when that is aborted
   */
  async wait(id: string, patienceMs: number, signal?: AbortSignal): Promise<ApprovalView> {
    const deadline = performance.now() + (Number.isNaN(patienceMs) ? 0 : Math.max(0, patienceMs));
    let told: ApprovalView | undefined;
    let wake = new AbortController();
    const ring = (view?: ApprovalView): void => {
      if (view !== undefined && view.status !== 'pending') told = view;
      wake.abort();
    };
    // whoever is stopped goes on at once
    const stop = (): void => wake.abort();
    signal?.addEventListener('abort', stop);
    // whoever hardly waits needs no stream
    if (deadline - performance.now() > STREAM_MS) this.#add(id, ring);
    try {
      if (this.#bells.has(id) && !this.#stream.isUp) await pause(STREAM_MS, wake.signal);
      for (let failures = 0; ; ) {
        signal?.throwIfAborted();
        if (told !== undefined) return told;
        wake = new AbortController();
        const asked = performance.now();
        let awayMs = 0;
        const pollMs = this.#stream.isUp ? 0 : Math.max(0, Math.min(POLL_MS, deadline - asked));
        try {
          const view = await this.#look(id, pollMs, signal);
          if (view.status !== 'pending' || performance.now() >= deadline) return view;
          // a server that shuts down does not wait with its answer
          failures = performance.now() - asked < pollMs / 2 ? failures + 1 : 0;
        } catch (error) {
          signal?.throwIfAborted();
          const againMs = askAgainMs(error);
          if (againMs === undefined || performance.now() >= deadline) throw error;
          awayMs = againMs;
          failures += 1;
        }
        const rest = Math.max(0, deadline - performance.now());
        if (failures > 0) {
          const ms = Math.max(awayMs, backoffMs(failures, this.#random));
          await pause(Math.min(rest, ms), wake.signal);
        } else if (this.#stream.isUp) await pause(Math.min(rest, LOOK_MS), wake.signal);
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#remove(id, ring);
    }
  }

  close(): void {
    this.#stream.stop();
  }

  /** @param pollMs how long the server may wait with its answer */
  async #look(id: string, pollMs: number, signal: AbortSignal | undefined): Promise<ApprovalView> {
    const timeoutMs = Math.max(0, Math.ceil(pollMs));
    const answer = await this.#link.ask({
      method: 'GET',
      path: `/v1/approvals/${id}${timeoutMs === 0 ? '' : `/wait?timeout_ms=${timeoutMs}`}`,
      // whoever waits asks again
      isRepeatable: false,
      patienceMs: timeoutMs + GRACE_MS,
      attemptMs: timeoutMs + GRACE_MS,
      signal,
      approvalId: id,
    });
    const view = viewFromWire(answer, 'approval');
    expectSame(view.id, id, 'approval.id');
    return view;
  }

  #add(id: string, ring: (view?: ApprovalView) => void): void {
    const bells = this.#bells.get(id) ?? new Set();
    bells.add(ring);
    this.#bells.set(id, bells);
    this.#stream.start();
  }

  #remove(id: string, ring: (view?: ApprovalView) => void): void {
    const bells = this.#bells.get(id);
    bells?.delete(ring);
    if (bells?.size === 0) this.#bells.delete(id);
    if (this.#bells.size === 0) this.#stream.stop();
  }
}
