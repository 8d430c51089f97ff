import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the URL of a PostgreSQL server. */
    postgresDesk: string;
  }
}

/**
 * One PostgreSQL server for the whole run, started when the first test file asks for it: a run without
 * such a file does not pay for it. `TEST_POSTGRES_URL` names a server that is there already; its user
 * must be allowed to create databases.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const url = async (): Promise<string> => {
    const given = process.env['TEST_POSTGRES_URL'];
    if (given !== undefined && given !== '') return given;
    server ??= startPostgres();
    return (await server).url;
  };
  const desk = createServer((_, response) => {
    url().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const address = desk.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  project.provide('postgresDesk', `http://127.0.0.1:${address.port}/`);
  return async () => {
    desk.close();
    desk.closeAllConnections();
    // one that did not start has said so to the tests
    const started = await server?.catch(() => undefined);
    await started?.stop();
  };
}
