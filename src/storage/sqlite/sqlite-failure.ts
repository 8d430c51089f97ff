import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError, type StoreErrorCode } from '../../approvals/store.ts';

/** A result code of SQLite, by the store's word for it. See https://sqlite.org/rescode.html. */
interface Kind {
  readonly code: StoreErrorCode;
  /** Primary result codes. */
  readonly results: readonly number[];
  /** For errors that carry no result code. */
  readonly words: RegExp;
  readonly help: string;
}

const READ_ONLY: Kind = {
  code: 'store/read-only',
  results: [8], // READONLY
  words: /readonly database|read-only file system/i,
  help: 'can only be read: give this user the right to write the file and its directory',
};

const KINDS: readonly Kind[] = [
  READ_ONLY,
  {
    code: 'store/locked',
    results: [5, 6, 15], // BUSY, LOCKED, PROTOCOL
    words: /database (table )?is locked|locking protocol/,
    help: 'is locked by another process: end that process, or try again',
  },
  {
    code: 'store/full',
    results: [13], // FULL
    words: /database or disk is full|no space left/i,
    help: 'cannot grow, the disk is full: make room on it',
  },
  {
    code: 'store/corrupt',
    results: [11, 26], // CORRUPT, NOTADB
    words: /malformed|not a database/,
    help: 'is damaged, or no SQLite database: restore it from a backup',
  },
];

const CODES_OF_NODE: Readonly<Record<string, number>> = {
  EACCES: 8,
  EPERM: 8,
  EROFS: 8,
  ENOSPC: 13,
};

/** What an error of SQLite, or of the file system below it, means for the store in a file. */
export function sqliteFailure(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const kind = kindOf(error) ?? (isWritable(path) ? undefined : READ_ONLY);
  if (kind !== undefined)
    return new StoreError(kind.code, `the store \`${path}\` ${kind.help}`, error);
  const said = error instanceof Error ? error.message : String(error);
  return new StoreError(
    'store/unavailable',
    `the store \`${path}\` cannot be used: ${said}`,
    error,
  );
}

/** Whether another connection is in the way, which passes. */
export const isBusy = (error: unknown): boolean => kindOf(error)?.code === 'store/locked';

function kindOf(error: unknown): Kind | undefined {
  if (!(error instanceof Error)) return undefined;
  const result = resultCode(error);
  return KINDS.find(({ results, words }) =>
    result === undefined ? words.test(error.message) : results.includes(result),
  );
}

/** The primary result code: the low byte of the extended one. */
function resultCode(error: Error): number | undefined {
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  if ('code' in error && typeof error.code === 'string') return CODES_OF_NODE[error.code];
  return undefined;
}

/** SQLite says only that it cannot open a file when it may not make those that it needs beside it. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch (error) {
    // what is not there is another matter
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}
