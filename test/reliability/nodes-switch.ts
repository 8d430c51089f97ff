import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * One address in front of several: every connection goes to the next one that takes it, and breaks with it.
 * Stands for a load balancer that knows nothing of HTTP.
 *
 * @param ports of this machine, in the order in which connections go around
 * @returns its own port; it is closed when the test ends
 */
export async function startSwitch(ports: readonly number[]): Promise<number> {
  const sockets = new Set<Socket>();
  let turn = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    turn += 1;
    const order = ports.map((_, index) => ports[(turn + index) % ports.length] ?? 0);
    const tryNext = (): void => {
      const port = order.shift();
      if (port === undefined || client.destroyed) {
        client.destroy();
        return;
      }
      const upstream = connect(port, '127.0.0.1');
      keep(upstream);
      const refused = (): void => tryNext();
      upstream.once('error', refused);
      upstream.once('connect', () => {
        upstream.off('error', refused);
        upstream.on('close', () => client.destroy());
        client.on('close', () => upstream.destroy());
        if (client.destroyed) upstream.destroy();
        client.pipe(upstream).pipe(client);
      });
    };
    tryNext();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}
