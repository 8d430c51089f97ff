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

/** Text on one line, with something to see, that every store takes and finds again. */
const KEY = /^(?=.*\S)[^\p{Cc}\p{Cs}]{1,1024}$/u;

/** Why a key cannot name a call, if it cannot. */
export function keyProblem({ idempotencyKey }: GatedCall): string | undefined {
  const key: unknown = idempotencyKey;
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return undefined;
  return 'the idempotency key is not a line of text of 1 to 1024 characters';
}

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
