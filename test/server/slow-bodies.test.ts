import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { signIn } from '../../src/contract/endpoints/sessions.ts';
import { createApp } from '../../src/server/app.ts';
import { BodyRoom } from '../../src/server/body-room.ts';
import { openWorld, type World } from './authorization-world.ts';

const BY = { person: 'user:root', via: 'test' } as const;

/** A request of which everything but the end of its body has been sent. */
interface Begun {
  /** Sends the rest, and gives the status of the answer. */
  readonly end: () => Promise<number>;
}

function begin(world: World, path: string, key: string, body: string): Begun {
  const socket: Socket = connect(world.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answered = new Promise<number>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (head) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(head))?.[1])));
  });
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`);
  return {
    end: () => {
      socket.write(body.slice(-1));
      return answered;
    },
  };
}

/** Longer than anybody is taken at their word for, and for a request to have arrived. */
const LONG_MS = 1_000;

interface Person {
  readonly name: string;
  readonly keyId: string;
}

const TURNED_AWAY: Readonly<Record<string, (world: World, who: Person) => Promise<unknown>>> = {
  'whose key is revoked': ({ identity }, { keyId }) => identity.revokeKey(BY, keyId),
  'who is disabled': ({ identity }, { name }) => identity.changeUser(BY, name, { disabled: true }),
  'who may only look from now on': ({ identity }, { name }) =>
    identity.changeUser(BY, name, { role: 'viewer' }),
  'who is removed': ({ identity }, { name }) => identity.removeUser(BY, name),
};

test.each(Object.keys(TURNED_AWAY))(
  'I07: somebody %s while their request is on the way approves nothing',
  async (how) => {
    const world = await openWorld();
    const { approval } = await world.held();
    const name = await world.user('approver');
    const { key, text } = await world.key('approver', name);
    const path = `/v1/approvals/${approval.id}/approve`;
    const slow = begin(world, path, text, '{"reason":"at last"}');
    await pause(LONG_MS);
    await TURNED_AWAY[how]?.(world, { name, keyId: key.id });
    expect([401, 403]).toContain(await slow.end());
    const { status, votes } = world.server.service.reviews.viewOf(
      await world.server.service.reviews.find(approval.id),
    );
    expect({ status, votes }).toEqual({ status: 'pending', votes: [] });
  },
);

test('I07: whoever stays who they are may be slow', async () => {
  const world = await openWorld();
  const { approval } = await world.held();
  const { text } = await world.key('approver', await world.user('approver'));
  const slow = begin(world, `/v1/approvals/${approval.id}/approve`, text, '{"reason":"slow"}');
  await pause(LONG_MS);
  expect(await slow.end()).toBe(200);
});

test('I07: who is not known yet sends little', async () => {
  const { client } = await openWorld();
  const ask = (length: number) =>
    client.send({
      method: 'POST',
      path: signIn.path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'x'.repeat(length), password: '' }),
    });
  expect((await ask(260_000)).status).toBe(400);
  expect((await ask(263_000)).status).toBe(413);
});

test('I07: bodies on the way have room by who sends them, and give it back', () => {
  const room = new BodyRoom();
  const half = 32 * 1024 * 1024;
  const [first, second, third] = [1, 2, 3].map(() => room.open(undefined, '192.0.2.1'));
  first?.hold(half);
  second?.hold(half);
  expect(() => third?.hold(1)).toThrow('still on the way');
  expect(() => room.open(undefined, '192.0.2.2').hold(half)).not.toThrow();
  first?.release();
  first?.release();
  third?.hold(half);
  expect(() => second?.hold(1)).toThrow('still on the way');
  expect(() => second?.hold(Number.NaN)).toThrow('still on the way');
});

test.each(['with its length', 'in chunks'])(
  'I07: a body %s takes room until it is answered, and all of it is given back',
  async (how) => {
    const { server, keys } = await openWorld();
    const held: number[] = [];
    let released = 0;
    const app = createApp(server.context, {
      guards: {
        admit: async () => {},
        work: (_, run) => run(),
        bodyRoom: () => ({
          hold: (bytes) => void held.push(bytes),
          release: () => {
            released += 1;
          },
        }),
      },
    });
    const body = JSON.stringify({ call: { tool: 'refund', param: {} } });
    const chunks = new Blob([body]).stream();
    const headers = {
      authorization: `Bearer ${keys.get('agent')}`,
      'content-type': 'application/json',
      ...(how === 'in chunks' ? {} : { 'content-length': String(body.length) }),
    };
    const asked = { method: 'POST', headers, body: how === 'in chunks' ? chunks : body };
    const request = new Request('http://127.0.0.1/v1/check', { ...asked, duplex: 'half' });
    expect((await app.fetch(request)).status).toBe(200);
    expect(held.reduce((sum, bytes) => sum + bytes, 0)).toBe(body.length);
    expect(released).toBe(1);
  },
);
