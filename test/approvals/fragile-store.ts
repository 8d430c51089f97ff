import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { type Store, StoreError, type Transaction } from '../../src/approvals/store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';

/** A store with a hand on it. */
export interface FragileStore {
  readonly store: Store;
  /** While true, nothing can be written or read. */
  broken: boolean;
  /** Is called before each work, until it is replaced. */
  beforeWrite: () => Promise<void>;
  /** Is told of each request that is read, until it is replaced. */
  onRead: (request: ApprovalRequest | undefined) => void;
}

/** A store in memory that fails when it is told to. */
export function fragileStore(inner: Store = openMemoryStore()): FragileStore {
  const state = {
    broken: false,
    beforeWrite: async (): Promise<void> => {},
    onRead: (_: ApprovalRequest | undefined): void => {},
  };
  const check = (): void => {
    if (state.broken) throw new StoreError('store/unavailable', 'the database is gone');
  };
  const fragile = {
    write: async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
      await state.beforeWrite();
      check();
      return inner.write(work);
    },
    request: async (id: string) => {
      check();
      const request = await inner.request(id);
      state.onRead(request);
      return request;
    },
    activePolicy: async () => {
      check();
      return inner.activePolicy();
    },
  };
  const store = new Proxy(inner, {
    get: (target, key) => {
      const own: unknown = Reflect.get(fragile, key);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return Object.assign(state, { store });
}
