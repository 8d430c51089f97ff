import type { SignedCheckpoint } from './checkpoint.ts';
import type { LogHead } from './log-line.ts';

export interface VerifyOptions {
  /** The key that must have signed the checkpoints, SPKI, DER in base64; else the key that the log itself states. */
  readonly publicKey?: string | undefined;
  /** Checkpoints of this log that were kept elsewhere. */
  readonly checkpoints?: readonly SignedCheckpoint[] | undefined;
  /** The entry with which the log has to begin; 1 where absent. */
  readonly from?: number | undefined;
}

/** A log in which every entry follows from the one before it. What that proves: docs/audit-log.md. */
export interface VerifiedLog {
  readonly ok: true;
  /** The log's name; `undefined` for one that begins later and holds no checkpoint. */
  readonly log: string | undefined;
  /** The key of its checkpoints: the trusted one, or what the log states. */
  readonly publicKey: string | undefined;
  /** The first entry. Over 1, what stood before it is taken on trust. */
  readonly from: number;
  readonly entries: number;
  readonly head: LogHead;
  /** How many stand in the log itself. */
  readonly checkpoints: number;
  /** The last entry that a checkpoint vouches for; 0 for none. Those after it can be rewritten by whoever holds the log. */
  readonly vouched: number;
  /** The same, by checkpoints that were kept elsewhere. */
  readonly vouchedElsewhere: number;
}
