import type { SignedCheckpoint, SigningKey } from '../audit/checkpoint.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { LogEntry, LogHead } from '../audit/log-line.ts';
import type { JsonRecord } from '../json/json-value.ts';
import type { PolicySources } from '../policy/version.ts';
import type { Halt } from './halt.ts';
import type { ApprovalRequest, ExecutionStatus, ResolutionStatus } from './request.ts';
import type { Notice } from './transition.ts';

/**
 * Where approval requests, policies and the audit log are kept. Every method rejects with a `StoreError`
 * when the store fails; nothing it acknowledged is lost when the process is killed.
 */
export interface Store {
  /** What never changes about this store; made when it was first opened. */
  readonly identity: StoreIdentity;

  /**
   * Runs `work` alone: no other writer of the store, in any process, is between its reads and its
   * writes. Resolves once everything is durable, and then to what `work` gave. When `work` throws,
   * nothing of it is written, and its error is passed on. Several works may share one durable write;
   * none sees half of another. A work must not wait for anything but its transaction.
   */
  write<T>(work: (tx: Transaction) => Promise<T>, options?: WriteOptions): Promise<T>;

  request(id: string): Promise<ApprovalRequest | undefined>;
  /** @param before requests whose id is lower; from the newest where absent. Newest first. */
  list(filter: RequestFilter, limit: number, before?: string): Promise<readonly ApprovalRequest[]>;
  /** When time alone changes a request next; `undefined` when it changes none. */
  nextWake(): Promise<number | undefined>;
  activePolicy(): Promise<ActivePolicy | undefined>;
  /** Undefined for a version that was never active. */
  policySources(version: string): Promise<PolicySources | undefined>;

  /** What is halted now. */
  halts(): Promise<readonly Halt[]>;

  record(kind: RecordKind, id: string): Promise<JsonRecord | undefined>;
  /** Records whose id is higher than `after`, in order of id by code units, at most `limit`. */
  records(
    kind: RecordKind,
    after: string | undefined,
    limit: number,
  ): Promise<readonly StoredRecord[]>;

  /** Entries with `seq` over `after`, in order, at most `limit`. */
  entries(after: number, limit: number): Promise<readonly LogEntry[]>;
  /** The same, of events with that `run`. */
  entriesOfRun(run: string, after: number, limit: number): Promise<readonly LogEntry[]>;
  /** Versions that were active, the latest first activation first. */
  policyVersions(limit: number): Promise<readonly StoredVersion[]>;
  logHead(): Promise<LogHead>;
  /** All, in order of `seq`. */
  checkpoints(): Promise<readonly SignedCheckpoint[]>;
  /** Notices that nobody has delivered yet, oldest first. */
  notices(limit: number): Promise<readonly StoredNotice[]>;

  /**
   * Calls `listener` soon after requests may have changed or a policy was activated, by this process or
   * another. A hint: what the store says is the truth. Gives a function that ends it. While nobody
   * listens, the store does not look for changes.
   */
  onChange(listener: () => void): () => void;

  /** Waits for what is being written. Later calls are rejected. May be called again. */
  close(): Promise<void>;
}

/** How a work is written. */
export interface WriteOptions {
  /** For a work of very many writes: it shares its durable write with no other. */
  readonly alone?: boolean;
}

export interface StoreIdentity {
  /** Names the audit log: 32 hexadecimal digits. */
  readonly log: string;
  /** Signs checkpoints. */
  readonly signingKey: SigningKey;
  /** Keys the digests in the audit log: 32 bytes in base64. */
  readonly digestKey: string;
}

/** Reads see what earlier works have written; a work's own writes are kept until it has ended well. */
export interface Transaction {
  request(id: string): Promise<ApprovalRequest | undefined>;
  /** The request that an agent made with an idempotency key. */
  requestByKey(agentId: string | null, key: string): Promise<ApprovalRequest | undefined>;
  /** The names of the tools that pending requests are for, each once. */
  pendingTools(): Promise<readonly string[]>;
  /** Pending requests for a tool whose id is higher, in order of id. */
  pending(
    tool: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly PendingRequest[]>;
  /** Requests that time changes at `now` or before, earliest first. */
  due(now: number, limit: number): Promise<readonly ApprovalRequest[]>;
  activePolicy(): Promise<ActivePolicy | undefined>;
  wasActive(version: string): Promise<boolean>;
  logHead(): Promise<LogHead>;
  halts(): Promise<readonly Halt[]>;
  record(kind: RecordKind, id: string): Promise<JsonRecord | undefined>;

  /**
   * Writes a new request (revision 1), or the successor of the stored one (its revision and one).
   *
   * @param before what the successor was made from, as this work has read or written it: what both share
   *   need not be written again. All is, where it is left out
   */
  put(request: ApprovalRequest, before?: ApprovalRequest): void;
  /** Adds to the audit log, in the order of the calls. */
  audit(event: AuditEvent): void;
  checkpoint(signed: SignedCheckpoint): void;
  notify(notice: Notice, at: number): void;
  /**
   * In a work that is alone: writes what was asked for so far, so that it need not be kept in memory. It is
   * undone with all the rest when the work fails. Whether reads see it before is up to the store.
   */
  spill(): Promise<void>;
  /** Makes a version the active one, and keeps its sources. */
  activate(version: string, sources: PolicySources, at: number): void;
  /** Replaces what is halted. */
  setHalts(halts: readonly Halt[]): void;
  /** Adds a record, or replaces it; `undefined` removes it. */
  putRecord(kind: RecordKind, id: string, value: JsonRecord | undefined): void;
  /** Forgets idempotency keys of requests that were made before a moment, and notices as old. */
  forget(before: number): void;
}

/**
 * What is kept beside requests, each kind by an id of its own; what a record holds is the matter of whoever
 * keeps it. Ids are text of at most 500 characters.
 */
export const RECORD_KINDS = [
  'user',
  'group',
  'key',
  'session',
  'link',
  'throttle',
  'node',
] as const;

export type RecordKind = (typeof RECORD_KINDS)[number];

export interface StoredRecord {
  readonly id: string;
  readonly value: JsonRecord;
}

export interface StoredVersion {
  readonly version: string;
  /** When it became active for the first time, in milliseconds since the Unix epoch. */
  readonly activatedAt: number;
}

/** A pending request as far as a policy is asked about it: of many, most stay as they are. */
export interface PendingRequest
  extends Pick<ApprovalRequest, 'id' | 'captured' | 'createdAt' | 'ruling' | 'terms'> {
  /** All of it. */
  whole(): ApprovalRequest;
}

export interface ActivePolicy {
  readonly version: string;
  /** Grows by one with every activation. */
  readonly generation: number;
}

/** All given fields have to match. */
export interface RequestFilter {
  readonly status?: ResolutionStatus;
  readonly execution?: ExecutionStatus;
  readonly agent?: string;
  readonly tool?: string;
  readonly run?: string;
}

export interface StoredNotice {
  readonly id: number;
  readonly notice: Notice;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export type StoreErrorCode =
  | 'store/unavailable'
  | 'store/full'
  | 'store/read-only'
  | 'store/locked'
  | 'store/corrupt'
  | 'store/closed'
  | 'store/unknown-url'
  | 'store/newer-version';

/** The store cannot be used, or not now. The message says of what kind of store, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
