import { type Call, isObject } from '../../policy/call.ts';

/** A tool call that a gate decides, and how it is waited for. */
export interface GatedCall extends Call {
  /** Short for `run: { id }`. */
  readonly runId?: string | undefined;
  /** Names the call over restarts: asked again with the same key, it is the same request, for 30 days. */
  readonly idempotencyKey?: string | undefined;
  /** How long to wait for a person; the request's deadline where absent. */
  readonly approvalTimeoutMs?: number | undefined;
  /** Ends the wait: the request is withdrawn, unless it has an idempotency key. */
  readonly signal?: AbortSignal | undefined;
}

/** What of a gated call says how it is waited for. */
export type Handling = Pick<GatedCall, 'idempotencyKey' | 'approvalTimeoutMs' | 'signal'>;

/**
 * How a call is waited for, read once: what is checked is what counts, whatever its object says later. A
 * text says what is wrong with it.
 */
export function handlingOf(gated: GatedCall): Handling | string {
  try {
    const { idempotencyKey, approvalTimeoutMs, signal } = gated;
    return (
      problemOf(idempotencyKey, approvalTimeoutMs, signal) ?? {
        idempotencyKey,
        approvalTimeoutMs: approvalTimeoutMs ?? undefined,
        signal: signal ?? undefined,
      }
    );
  } catch {
    // no object, or a getter or a Proxy threw
    return 'the call could not be read';
  }
}

/** Text on one line, with something to see, that every store takes and finds again. */
const KEY = /^(?=.*\S)[^\p{Cc}\p{Cs}]{1,1024}$/u;

function problemOf(key: unknown, timeoutMs: unknown, signal: unknown): string | undefined {
  if (key !== undefined && !(typeof key === 'string' && KEY.test(key))) {
    return 'the idempotency key is not a line of text of 1 to 1024 characters';
  }
  if (!isAbsent(timeoutMs) && (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs))) {
    return '`approvalTimeoutMs` is not a number';
  }
  if (!isAbsent(signal) && !(signal instanceof AbortSignal)) {
    return '`signal` is not an `AbortSignal`';
  }
  return undefined;
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** The call alone, with its run where it stands in a call. What cannot be read as a call is left as it is. */
export function callOf(gated: GatedCall): Call {
  try {
    if (!isObject(gated)) return gated;
    const { runId, ...call } = gated;
    const hasRun = call.run !== undefined && call.run !== null;
    if (runId === undefined || (hasRun && !isObject(call.run))) return call;
    return { ...call, run: { ...call.run, id: runId } };
  } catch {
    // a getter or a Proxy threw; whoever captures the call says so
    return gated;
  }
}
