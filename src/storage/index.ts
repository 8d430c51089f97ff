/** The door of `assent/storage`: where approval requests, policies and the audit log are kept. */

export type {
  ActivePolicy,
  RequestFilter,
  Store,
  StoredNotice,
  StoreErrorCode,
  StoreIdentity,
  Transaction,
  WriteOptions,
} from '../approvals/store.ts';
export { StoreError } from '../approvals/store.ts';
export type { Notice } from '../approvals/transition.ts';
export type { Checkpoint, SignedCheckpoint } from '../audit/checkpoint.ts';
export type { LogEntry, LogHead } from '../audit/log-line.ts';
export { type OpenStoreOptions, openStore } from './open-store.ts';
