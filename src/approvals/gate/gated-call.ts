import type { Call } from '../../policy/call.ts';

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

/** The call alone, with its run where it stands in a call. */
export function callOf({ runId, ...call }: GatedCall): Call {
  return runId === undefined ? call : { ...call, run: { ...call.run, id: runId } };
}
