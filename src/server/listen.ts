import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';

/** Proxies keep connections for a minute: who closes first must not be the server, in milliseconds. */
const KEEP_ALIVE_MS = 65_000;

/** What sends its request slower than this is no client, in milliseconds. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 60_000;

/** After a restart, thousands come back at once; the system may allow fewer. */
const BACKLOG = 4_096;

/** How often connections are looked at that may end, while the server shuts down. */
const LOOK_MS = 50;

/** Who takes no answer for so long is not waited for, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Answers requests at an address. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, and resolves when all that was asked is answered, or nobody takes the answer. */
  readonly close: () => Promise<void>;
}

/**
 * Listens for requests.
 *
 * @param port 0 for any that is free
 * @param onError is told of connections that could not be taken, as where no more files may be open
 * @throws Error where it cannot listen, with what to do
 */
export async function listen(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
  onError: (error: unknown) => void,
): Promise<Listening> {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
    },
    getRequestListener(fetch),
  );
  const connections = new Connections(server);
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, host, port);
  }
  // an error that nobody is told of would end the process
  server.on('error', onError);
  return { port: portOf(server.address()) ?? port, close: () => closed(server, connections) };
}

async function closed(server: Server, connections: Connections): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  connections.endIdle();
  const looking = setInterval(() => connections.endIdle(), LOOK_MS);
  const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await ended;
  clearInterval(looking);
  clearTimeout(patience);
}

/** What is connected. Node itself takes a connection on which nothing was ever asked for a busy one. */
class Connections {
  /** How many requests of each are not answered yet. */
  readonly #open = new Map<Socket, number>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#open.set(socket, 0);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', ({ socket }, response) => {
      this.#count(socket, 1);
      response.once('close', () => this.#count(socket, -1));
    });
  }

  /** Ends those that wait for no answer; what was answered is still sent. */
  endIdle(): void {
    for (const [socket, requests] of this.#open) if (requests === 0) socket.destroySoon();
  }

  #count(socket: Socket, change: 1 | -1): void {
    const requests = this.#open.get(socket);
    if (requests !== undefined) this.#open.set(socket, requests + change);
  }
}

const portOf = (address: AddressInfo | string | null): number | undefined =>
  typeof address === 'object' ? address?.port : undefined;

function explained(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `\`${host}\`, port ${port}`;
  if (error.code === 'EADDRINUSE') {
    return new Error(`another program listens on ${where}: end it, or choose another \`--port\``);
  }
  if (error.code === 'EACCES') {
    return new Error(`this user may not listen on ${where}: choose a \`--port\` from 1024 up`);
  }
  return new Error(`cannot listen on ${where} (${error.code}): choose another \`--host\``);
}
