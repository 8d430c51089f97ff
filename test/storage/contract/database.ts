import { onTestFinished } from 'vitest';
import type { Store } from '../../../src/approvals/store.ts';

/** A kind of store, as the contract sees it. */
export interface TestedStore {
  /** Whether what was written is still there when the store is opened again, and open twice. */
  readonly durable: boolean;
  /** Makes an empty place for stores, and gives what opens one on it. Cleans up when the test ends. */
  readonly place: () => Promise<() => Promise<Store>>;
}

/** Opens stores on one empty place. They are closed when the test ends. */
export async function openPlace({ place }: TestedStore): Promise<() => Promise<Store>> {
  const open = await place();
  return async () => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
}

/** A store on an empty place of its own. It is closed when the test ends. */
export const openStore = async (tested: TestedStore): Promise<Store> => (await openPlace(tested))();
