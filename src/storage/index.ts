/** The door of `assent/storage`: where approval requests, policies and the audit log are kept. */

export type {
  ActivePolicy,
  RequestFilter,
  Store,
  StoredNotice,
  StoreErrorCode,
  StoreIdentity,
  Transaction,
} from '../approvals/store.ts';
export { StoreError } from '../approvals/store.ts';
export { type OpenStoreOptions, openStore } from './open-store.ts';
