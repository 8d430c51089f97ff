import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a PostgreSQL server, and can break the line at the worst moment. */
export interface PostgresProxy {
  /** Leads to the same database, through the proxy. */
  readonly url: string;
  /** Hands the next commit on to the server, and hangs up before its answer. */
  hangUpOnCommit(): void;
  close(): Promise<void>;
}

/** A simple query as it stands on the wire. */
const COMMIT = Buffer.from('commit\0');

/** Starts a proxy in front of the server of a URL. */
export async function startProxy(url: string): Promise<PostgresProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let armed = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    upstream.pipe(client);
    client.on('data', (bytes) => {
      if (armed && bytes.includes(COMMIT)) {
        armed = false;
        upstream.unpipe(client);
        upstream.resume();
        upstream.end(bytes);
        client.destroy();
        return;
      }
      upstream.write(bytes);
    });
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  const through = new URL(url);
  through.port = String(address.port);
  through.hostname = '127.0.0.1';
  return {
    url: through.href,
    hangUpOnCommit() {
      armed = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
