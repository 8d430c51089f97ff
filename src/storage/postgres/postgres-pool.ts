import { type ClientConfig, type CustomTypesConfig, Pool, types } from 'pg';
import { StoreError } from '../../approvals/store.ts';

/** How long to wait for a connection, in milliseconds. */
const CONNECT_WAIT = 10_000;

/** A statement that takes longer, but for the time that it waits for its turn, has lost its server; in milliseconds. */
const LONGEST_STATEMENT = 30_000;

const LARGEST_POOL = 10;

const BIGINT = 20;

/** Whole numbers as numbers: the store writes none that a number cannot hold. */
const WHOLE_NUMBERS: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    Number(oid) === BIGINT ? Number : types.getTypeParser(Number(oid), format),
};

/** Where a database is, and how to talk to it. */
export interface PostgresAddress {
  readonly config: ClientConfig;
  /** Names it in messages, without user and password. */
  readonly place: string;
}

/**
 * Reads a `postgres://` or `postgresql://` URL. What it says of encryption and certificates holds.
 *
 * @throws StoreError `store/unknown-url`
 */
export function readPostgresUrl(url: string): PostgresAddress {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // the URL may hold a password, so that no message shows it
    throw new StoreError(
      'store/unknown-url',
      'the URL of the store cannot be read: write `postgres://user:password@host:port/database`, with special characters percent-encoded',
    );
  }
  return {
    place: `${parsed.protocol}//${parsed.host}${parsed.pathname}`,
    config: {
      connectionString: url,
      connectionTimeoutMillis: CONNECT_WAIT,
      fallback_application_name: 'assent',
      keepAlive: true,
      types: WHOLE_NUMBERS,
    },
  };
}

/**
 * Connections to a database, made when they are needed. Idle ones do not keep the process alive.
 *
 * @param lockWait how long a statement may wait for those of others, in milliseconds
 */
export function openPool({ config }: PostgresAddress, lockWait: number): Pool {
  const pool = new Pool({
    ...config,
    query_timeout: LONGEST_STATEMENT + lockWait,
    max: LARGEST_POOL,
    allowExitOnIdle: true,
  });
  // a connection that breaks while nobody uses it is replaced by the pool; one that breaks in use fails
  // what it was used for. Without listeners either would end the process
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

const ignore = (): void => {};
