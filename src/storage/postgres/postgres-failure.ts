import { StoreError, type StoreErrorCode } from '../../approvals/store.ts';

/** Errors of PostgreSQL, by the store's word for them. See "PostgreSQL Error Codes" in its manual, Appendix A. */
interface Kind {
  readonly code: StoreErrorCode;
  /** SQLSTATE codes, or the two characters of a whole class. */
  readonly states: readonly string[];
  readonly help: string;
}

const KINDS: readonly Kind[] = [
  {
    code: 'store/full',
    states: ['53100'], // disk_full
    help: 'cannot grow, its disk is full: make room on it',
  },
  {
    code: 'store/read-only',
    states: ['25006'], // read_only_sql_transaction
    help: 'can only be read: use the primary server, not a standby',
  },
  {
    code: 'store/read-only',
    states: ['42501'], // insufficient_privilege
    help: 'refuses this user: grant it the right to create tables, and to read and write them',
  },
  {
    code: 'store/locked',
    // lock_not_available, deadlock_detected, serialization_failure
    states: ['55P03', '40P01', '40001'],
    help: 'is locked by another process: end that process, or try again',
  },
  {
    code: 'store/unavailable',
    // invalid_authorization_specification, invalid_catalog_name
    states: ['28', '3D000'],
    help: 'cannot be opened: check user, password and database of the URL',
  },
  {
    code: 'store/corrupt',
    // data_corrupted and index_corrupted; a constraint or a table that only this store touches
    states: ['XX001', 'XX002', '23', '42P01', '42703'],
    help: 'is not as the store has left it: restore it from a backup',
  },
];

/**
 * What an error of PostgreSQL, or of the way to it, means for the store.
 *
 * @param place names the database without its password
 */
export function postgresFailure(place: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const state = codeOf(error);
  const kind = KINDS.find(({ states }) =>
    states.some((one) => one === state || (one.length === 2 && state?.startsWith(one) === true)),
  );
  if (kind !== undefined)
    return new StoreError(kind.code, `the store \`${place}\` ${kind.help}`, error);
  return new StoreError(
    'store/unavailable',
    `the store \`${place}\` cannot be reached: ${reasonOf(error)}`,
    error,
  );
}

/** Whether a table is missing. */
export const isMissingTable = (error: unknown): boolean => codeOf(error) === '42P01';

/** Of PostgreSQL five characters; of Node a name as `ECONNREFUSED`. */
const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** An error that gathers those of several addresses has no message of its own. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.message === '' ? (codeOf(error) ?? error.name) : error.message;
  return text.replaceAll(/\s+/g, ' ');
}
