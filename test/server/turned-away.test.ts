import { expect, onTestFinished, test, vi } from 'vitest';
import { events } from '../../src/contract/endpoints/operation.ts';
import { SESSION_COOKIE } from '../../src/server/authenticate.ts';
import { openEventFeed } from '../../src/server/event-feed.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openWorld, type World } from './authorization-world.ts';

const BY = { person: 'user:root', via: 'test' } as const;

/** Listens, and gives everything that was heard once the server has ended it. */
async function listen(world: World, headers: Readonly<Record<string, string>>) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`http://127.0.0.1:${world.port}${events.path}`, {
    headers,
    signal: leaving.signal,
  });
  expect(response.status).toBe(200);
  let hasEnded = false;
  const heard = response.text().finally(() => {
    hasEnded = true;
  });
  // who leaves at the end of the test hears no end
  heard.catch(() => {});
  return {
    heard,
    hasEnded: () => hasEnded,
    status: async () => (await again(world, headers)).status,
  };
}

async function again(world: World, headers: Readonly<Record<string, string>>): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${world.port}${events.path}`, { headers });
  await response.body?.cancel();
  return response;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** What happens to somebody who listens with a key, and how they are answered when they come back. */
const ENDS: Readonly<
  Record<string, readonly [(world: World, name: string, keyId: string) => Promise<unknown>, number]>
> = {
  'their key is revoked': [({ identity }, _, keyId) => identity.revokeKey(BY, keyId), 401],
  'they are disabled': [
    ({ identity }, name) => identity.changeUser(BY, name, { disabled: true }),
    401,
  ],
  'they are removed': [({ identity }, name) => identity.removeUser(BY, name), 401],
  'their role changes': [
    ({ identity }, name) => identity.changeUser(BY, name, { role: 'viewer' }),
    200,
  ],
};

test.each(
  Object.keys(ENDS).flatMap((how) =>
    (['approver', 'agent'] as const).map((role) => [how, role] as const),
  ),
)('I05, I07: nobody hears more once %s: %s', async (how, role) => {
  const world = await openWorld();
  const [turnAway, answer] = ENDS[how] ?? [];
  const name = await world.user('approver');
  const agent = role === 'agent' ? 'refund-agent' : null;
  const { key, text } = await world.key(role, name, agent);
  const [listener, other] = [
    await listen(world, bearer(text)),
    await listen(world, bearer(world.keys.get('viewer') ?? '')),
  ];
  await world.held();
  await turnAway?.(world, name, key.id);
  const { approval } = await world.held();
  const heard = await listener.heard;
  expect(heard).toContain('agent.approval.requested');
  expect(heard).not.toContain(approval.id);
  expect(heard).toMatch(/retry: 1000\n\n$/);
  expect(other.hasEnded()).toBe(false);
  expect(await listener.status()).toBe(answer);
});

test('I05, I07: who signs out hears no more with that session', async () => {
  const world = await openWorld();
  const name = await world.user('approver');
  const [first, second] = [await world.signedIn(name), await world.signedIn(name)];
  // the server has heard of all that by now
  await world.held();
  const cookie = (token: string) => ({ cookie: `${SESSION_COOKIE}=${token}` });
  const [gone, stays] = [
    await listen(world, cookie(first.token)),
    await listen(world, cookie(second.token)),
  ];
  await world.identity.signOut(first.principal);
  const { approval } = await world.held();
  const heard = await gone.heard;
  expect(heard).not.toContain(approval.id);
  expect(heard).toMatch(/retry: 1000\n\n$/);
  expect(stays.hasEnded()).toBe(false);
  expect(await gone.status()).toBe(401);
});

test('I05, I07: a listener says every hour again who it is', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const feed = await openEventFeed({
    store: openMemoryStore(),
    viewOf: () => {
      throw new Error('there are no requests');
    },
    mostListeners: 1,
    onError: (error) => {
      throw error;
    },
  });
  const listening = feed.subscribe({}, new AbortController().signal)[Symbol.asyncIterator]();
  vi.advanceTimersByTime(59 * 60_000);
  expect(feed.listeners).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(feed.listeners).toBe(0);
  expect((await listening.next()).value).toMatch(/retry: 1000\n\n$/);
  expect((await listening.next()).done).toBe(true);
  await feed.close();
});
