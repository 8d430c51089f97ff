import { ConflictError, UnreachableError } from '../gate-error.ts';
import { StoreError } from '../store.ts';
import type { Handling } from './gated-call.ts';
import type { Awaited } from './unless-approved.ts';

/** What a wait needs of a gate. */
interface Waiting {
  readonly reviews: {
    readonly wait: (id: string, timeoutMs: number, signal?: AbortSignal) => Promise<Awaited>;
    readonly withdraw: (id: string, by: null, reason: string) => Promise<unknown>;
  };
  /** Is told of a request that could not be withdrawn. */
  readonly onError: (error: unknown) => void;
}

/**
 * Waits until a request is resolved, as long as its caller does. A caller that gives up or is stopped
 * withdraws its request, unless it can come back with an idempotency key.
 *
 * @param patienceMs how long the caller waits, in milliseconds
 * @returns the request as it is then, pending where the caller gave up
 * @throws UnreachableError when the store fails; the reason of `handling.signal` when that is aborted
 */
export async function awaitResolution(
  waiting: Waiting,
  handling: Handling,
  id: string,
  patienceMs: number,
): Promise<Awaited> {
  let request: Awaited;
  try {
    request = await waiting.reviews.wait(id, patienceMs, handling.signal);
  } catch (error) {
    if (handling.signal?.aborted === true) {
      await giveUp(waiting, handling, id, 'the caller was stopped');
    }
    throw error instanceof StoreError ? new UnreachableError(error, id) : error;
  }
  const isGivenUp = request.resolution.status === 'pending';
  if (isGivenUp) await giveUp(waiting, handling, id, 'the caller stopped waiting');
  return request;
}

/** Whoever has an idempotency key can come back; nobody else will ever ask for the request. */
async function giveUp(
  { reviews, onError }: Waiting,
  { idempotencyKey }: Handling,
  id: string,
  reason: string,
): Promise<void> {
  if (idempotencyKey !== undefined) return;
  try {
    await reviews.withdraw(id, null, reason);
  } catch (error) {
    // resolved in the meantime, which the caller has not waited for, or left to its deadline
    if (!(error instanceof ConflictError)) onError(error);
  }
}
