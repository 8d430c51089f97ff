import { compilePolicy, type Policy } from '../../engine.ts';
import { type Store, StoreError } from '../store.ts';

/**
 * A policy that was active once, compiled from what the store keeps of it; `undefined` for a version that
 * never was.
 *
 * @throws StoreError when it cannot be compiled here, or gives another version
 */
export async function storedPolicy(
  store: Pick<Store, 'policySources'>,
  version: string,
): Promise<Policy | undefined> {
  const sources = await store.policySources(version);
  if (sources === undefined) return undefined;
  const { policy } = compilePolicy(sources.documents, sources);
  if (policy?.version !== version) {
    const message = `the policy ${version} cannot be compiled from what the store has of it`;
    throw new StoreError('store/corrupt', message);
  }
  return policy;
}
