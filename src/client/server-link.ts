import { askAgainMs } from './ask-again.ts';
import { backoffMs } from './backoff.ts';
import { NoAnswerError } from './no-answer-error.ts';
import { pause } from './pause.ts';
import { problemError, retryAfterMs } from './problem.ts';

/** One thing that is asked of the server. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** From the server's address on, with the query. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  /** Whether it may be asked again where the answer was lost: it then means the same once more. */
  readonly isRepeatable: boolean;
  /** All attempts together, in milliseconds. */
  readonly patienceMs: number;
  /** One attempt, in milliseconds. */
  readonly attemptMs?: number;
  /** Ends the attempts, also in the middle of one. */
  readonly signal?: AbortSignal | undefined;
  /** The request for approval that it is about. */
  readonly approvalId?: string;
}

/** What a link is made of; everything that has an effect is passed in. */
export interface LinkOptions {
  /** Of the server, without a slash at the end. */
  readonly address: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
  /** From 0 to 1. */
  readonly random: () => number;
}

const USUAL_ATTEMPT_MS = 5_000;

/** Asks the server, again where that is safe, for as long as whoever asks has patience. */
export class ServerLink {
  readonly #options: LinkOptions;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /**
   * @returns the answer as JSON, whatever it is
   * @throws ConflictError, ServerProblemError for a refusal; NoAnswerError where nothing came back that can
   *   be understood; the signal's reason when that is aborted
   */
  async ask(question: Question): Promise<unknown> {
    const { patienceMs, isRepeatable, signal, approvalId } = question;
    const deadline = performance.now() + patienceMs;
    let wasAnswered = false;
    for (let failures = 1; ; failures += 1) {
      signal?.throwIfAborted();
      try {
        return await this.#attempt(question, Math.max(1, deadline - performance.now()));
      } catch (error) {
        signal?.throwIfAborted();
        wasAnswered ||= !(error instanceof NoAnswerError) || error.silence.wasAnswered;
        const againMs = askAgainMs(error);
        const ms = Math.max(againMs ?? 0, backoffMs(failures, this.#options.random));
        const isLast = performance.now() + ms >= deadline;
        if (againMs === undefined || !isRepeatable || isLast) {
          if (!(error instanceof NoAnswerError)) throw error;
          throw new NoAnswerError(error.cause, { ...error.silence, wasAnswered }, approvalId);
        }
        await pause(ms, signal);
      }
    }
  }

  /** Opens an answer that goes on for as long as it is read; whoever opens it aborts it. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    return this.#options.fetch(`${this.#options.address}${path}`, {
      method: 'GET',
      headers: { ...this.#headers(), Accept: 'text/event-stream', ...headers },
      redirect: 'manual',
      signal,
    });
  }

  #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.#options.apiKey}`, Accept: 'application/json' };
  }

  async #attempt(question: Question, leftMs: number): Promise<unknown> {
    const { method, path, body, idempotencyKey, signal, approvalId } = question;
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const limitMs = Math.min(question.attemptMs ?? USUAL_ATTEMPT_MS, leftMs);
    const timer = setTimeout(abort, limitMs);
    signal?.addEventListener('abort', abort);
    let status = 0;
    let text: string;
    let afterMs = 0;
    try {
      const response = await this.#options.fetch(`${this.#options.address}${path}`, {
        method,
        headers: {
          ...this.#headers(),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // a key is for the server that was named, and for no other one
        redirect: 'manual',
        signal: stop.signal,
      });
      status = response.status;
      afterMs = retryAfterMs(response.headers.get('Retry-After'), Date.now());
      text = await response.text();
    } catch (cause) {
      const why = stop.signal.aborted
        ? new Error(`no answer within ${Math.round(limitMs)} ms`)
        : reasonOf(cause);
      // what was decided is not known, but that something was
      const wasAnswered = status > 0 && status < 500;
      throw new NoAnswerError(why, { wasAnswered, mayPass: true, retryAfterMs: 0 }, approvalId);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
    return readAnswer(status, text, afterMs, approvalId);
  }
}

/** @throws ConflictError, ServerProblemError, NoAnswerError for whatever is no answer */
function readAnswer(
  status: number,
  text: string,
  afterMs: number,
  approvalId: string | undefined,
): unknown {
  const body = parsed(text);
  if (status >= 200 && status < 300 && body !== undefined) return body;
  if (status >= 400 && status < 500) throw problemError(status, body, approvalId, afterMs);
  const hasFailed = status >= 500;
  const why = new Error(`the server answered with status ${status}`);
  const silence = { wasAnswered: !hasFailed, mayPass: hasFailed, retryAfterMs: afterMs };
  throw new NoAnswerError(why, silence, approvalId);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node says of any connection that `fetch failed`; its cause says why. */
const reasonOf = (error: unknown): unknown =>
  error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
