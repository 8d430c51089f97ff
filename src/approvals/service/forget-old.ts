import type { ReviewContext } from './service-context.ts';

/** How long idempotency keys and undelivered notices are kept. */
export const KEPT_MS = 30 * 24 * 60 * 60_000;

/** Forgets what is kept for a time only. */
export const forgetOld = ({ store, clock }: ReviewContext): Promise<void> =>
  store.write(async (tx) => tx.forget(clock.now() - KEPT_MS));
