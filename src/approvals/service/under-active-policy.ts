import type { Policy } from '../../policy/policy.ts';
import type { Transaction } from '../store.ts';
import type { CallContext } from './service-context.ts';

/** Policies do not change this often while one call is decided. */
const MOST_ATTEMPTS = 10;

/**
 * Runs a work with the policy that is active in its transaction. When another process has activated
 * another version meanwhile, that one is adopted, and the work begins anew.
 */
export async function underActivePolicy<T>(
  { store, policies }: CallContext,
  work: (tx: Transaction, policy: Policy) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const policy = policies.current;
    const result = await store.write(async (tx) => {
      const active = await tx.activePolicy();
      if (active !== undefined && active.version !== policy.version) {
        return { stale: active.version } as const;
      }
      return { value: await work(tx, policy) } as const;
    });
    if (result.stale === undefined) return result.value;
    await policies.adopt(result.stale);
  }
  throw new Error('the active policy keeps changing');
}
