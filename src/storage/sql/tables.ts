/** What a column holds. Whole numbers stay within ±(2^53 - 1). */
export type SqlValue = string | number | null;

/** The tables, by name. Moments are milliseconds since the Unix epoch; JSON is kept as text. */
export interface Tables {
  readonly schema_version: { readonly version: number; readonly applied_at: number };
  readonly identity: IdentityRow;
  readonly head: HeadRow;
  readonly entries: EntryRow;
  readonly checkpoints: CheckpointRow;
  readonly policies: PolicyRow;
  readonly requests: RequestRow;
  readonly request_contents: RequestContentsRow;
  readonly notices: NoticeRow;
  readonly records: RecordRow;
}

/** One row. */
export interface IdentityRow {
  readonly id: number;
  readonly log: string;
  readonly private_key: string;
  readonly public_key: string;
  readonly digest_key: string;
}

/** One row: all that every writer reads first and changes last. */
export interface HeadRow {
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
  readonly active_version: string | null;
  readonly generation: number;
  /** The number of the last notice. */
  readonly notice: number;
  /** What is halted: here, because every writer asks. */
  readonly halts: string;
}

export interface EntryRow {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  readonly event: string;
  /** Of the event; only looked up. */
  readonly run: string | null;
}

export interface CheckpointRow {
  readonly signature: string;
  readonly seq: number;
  readonly checkpoint: string;
}

export interface PolicyRow {
  readonly version: string;
  /** When it became active for the first time, and as which activation. */
  readonly activated_at: number;
  readonly generation: number;
  readonly sources: string;
}

/** Where a request stands, and what it is looked up by. Every change rewrites it, so it is small. */
export interface RequestRow {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  readonly execution: string;
  readonly agent: string | null;
  readonly tool: string | null;
  readonly run: string | null;
  /** Agent and key; empties when the key is forgotten. */
  readonly idempotency_key: string | null;
  readonly created_at: number;
  readonly wake_at: number | null;
  /** How it ended, and what became of the call. */
  readonly outcome: string;
}

/** The large part of a request, which most changes leave as it is. */
export interface RequestContentsRow {
  readonly id: string;
  /** The call, with its digest. */
  readonly captured: string;
  /** What else never changes. */
  readonly fixed: string;
  /** What people and policies have said of it; of most requests that one rule holds the same text. */
  readonly review: string;
  /** The rule's message of this call, and the same redacted. */
  readonly messages: string;
}

export interface NoticeRow {
  readonly id: number;
  readonly notice: string;
  readonly at: number;
}

/** What is kept beside requests. */
export interface RecordRow {
  readonly kind: string;
  readonly id: string;
  readonly value: string;
}
