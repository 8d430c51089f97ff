import { Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listen } from '../../src/server/listen.ts';

test('I02: a server whose connections cannot be taken for a while goes on, and tells of each', async () => {
  const opened = vi.spyOn(Server.prototype, 'listen');
  onTestFinished(() => opened.mockRestore());
  const place = { host: '127.0.0.1', port: 0 };
  const told: unknown[] = [];
  const { port, close } = await listen(
    () => new Response('here'),
    place,
    (error) => void told.push(error),
  );
  onTestFinished(close);
  const [server] = opened.mock.contexts;
  if (!(server instanceof Server)) throw new Error('nothing listens');
  const errors = [new Error('accept EMFILE'), new Error('accept ENFILE')];
  for (const error of errors) server.emit('error', error);
  expect(told).toEqual(errors);
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here');
});
