import type { AuditEvent } from '../audit/event.ts';
import type { JsonRecord } from '../json/json-value.ts';

/** What is kept about people and keys, each kind by an id of its own. */
export type IdentityKind = 'user' | 'group' | 'key' | 'session' | 'link' | 'throttle';

/** What this room needs of a store; the stores of approvals are such. Rejects when the store fails. */
export interface IdentityStore {
  /**
   * Runs `work` alone: no other writer, in any process, is between its reads and its writes. What it writes
   * is durable when this resolves; when it throws, nothing of it is written.
   */
  write<T>(work: (tx: IdentityTransaction) => Promise<T>): Promise<T>;
  record(kind: IdentityKind, id: string): Promise<JsonRecord | undefined>;
  /** Records whose id is higher than `after`, in order of id, at most `limit`. */
  records(
    kind: IdentityKind,
    after: string | undefined,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly value: JsonRecord }[]>;
}

/** Reads see what earlier works have written, not what this one writes: a work writes a record once. */
export interface IdentityTransaction {
  record(kind: IdentityKind, id: string): Promise<JsonRecord | undefined>;
  /** Adds a record, or replaces it; `undefined` removes it. */
  putRecord(kind: IdentityKind, id: string, value: JsonRecord | undefined): void;
  audit(event: AuditEvent): void;
}

/** What everything here works with. */
export interface Means {
  readonly store: IdentityStore;
  /** Tells the time in milliseconds since the Unix epoch. */
  readonly clock: { now(): number };
  /** Gives as many bytes that nobody can guess. */
  readonly random: (bytes: number) => Uint8Array;
}

/** How many records are read at once. */
const PAGE = 500;

/** All records of a kind, in order of id. */
export async function* allRecords(
  store: IdentityStore,
  kind: IdentityKind,
): AsyncGenerator<{ readonly id: string; readonly value: JsonRecord }> {
  let after: string | undefined;
  for (;;) {
    const page = await store.records(kind, after, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.id;
  }
}
