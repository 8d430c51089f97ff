import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Principal } from '../../src/identity/principal.ts';
import { Backpressure } from '../../src/server/backpressure.ts';
import { readConfig } from '../../src/server/config.ts';
import { createLogger } from '../../src/server/logger.ts';
import { PendingCount } from '../../src/server/pending-count.ts';
import { RateLimits } from '../../src/server/rate-limits.ts';
import { isSentInTheClear } from '../../src/server/sent-in-the-clear.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import type { SettingName } from '../../src/server/settings.ts';
import { ownerOf, StoreOwner } from '../../src/server/store-owner.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { event, idOf, putAll, sample } from '../storage/samples.ts';
import { manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { blocksOf, EventReader } from './event-client.ts';

const POLICY = 'approval:\n  tools: [refund]\nblock:\n  tools: ["drop_*"]\n';

interface Running extends Serving {
  /** Asks as the first administrator, who is signed in. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly logged: () => string;
}

/** A whole server in this process, on a port of its own, with an administrator. */
async function running(set: Partial<Record<SettingName, unknown>> = {}): Promise<Running> {
  const directory = temporaryDirectory({ 'policies/a.yaml': POLICY });
  const given = { port: 0, store: 'memory:', policies: [`${directory}/policies`], ...set };
  const names = Object.keys(given) as SettingName[];
  const flags = names.map((name) => ({ name, value: given[name], place: name }));
  let logged = '';
  const log = createLogger(
    'debug',
    new Writable({
      write: (chunk, _, done) => {
        logged += String(chunk);
        done();
      },
    }),
  );
  const serving = await serve(readConfig({ flags, env: {} }), { log, demo: false });
  onTestFinished(() => serving.close());
  const token = serving.firstLink?.split('#token=')[1];
  const signedIn = await fetch(`${serving.url}/v1/sessions/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${serving.url}${path}`, {
      ...init,
      headers: {
        cookie,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        ...init.headers,
      },
    });
  return { ...serving, ask, logged: () => logged };
}

/** An agent's key, made over HTTP. */
async function agentKey({ ask }: Running): Promise<{ readonly authorization: string }> {
  const body = JSON.stringify({ name: 'bot', role: 'agent', agent: 'bot', owner: 'user:admin' });
  const response = await ask('/v1/keys', { method: 'POST', body });
  const made = (await response.json()) as { secret?: string; key?: unknown; text?: string };
  const text = /assent_[0-9a-f_]+/.exec(JSON.stringify(made))?.[0] ?? '';
  return { authorization: `Bearer ${text}` };
}

async function hold(server: Running, headers: { readonly authorization: string }): Promise<string> {
  const response = await fetch(`${server.url}/v1/decisions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ call: { tool: 'refund', param: { amount: 7, iban: 'DE-SECRET' } } }),
  });
  const { approval } = (await response.json()) as { approval: { id: string } };
  return approval.id;
}

describe('I02: a running server', () => {
  test('I02: is well, ready, and says so in figures', async () => {
    const server = await running();
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ status: 'ready' });
    const headers = await agentKey(server);
    const id = await hold(server, headers);
    await hold(server, headers);
    const body = JSON.stringify({ reason: 'no' });
    const rejected = await server.ask(`/v1/approvals/${id}/reject`, { method: 'POST', body });
    expect(rejected.status).toBe(200);
    expect((await fetch(`${server.url}/nowhere/${id}`)).status).toBe(404);
    const figures = await (await fetch(`${server.url}/metrics`)).text();
    expect(figures.split('\n')).toEqual(
      expect.arrayContaining([
        'assent_decisions_total{decision="require_approval"} 2',
        'assent_approvals_requested_total 2',
        'assent_approvals_resolved_total{status="rejected"} 1',
        'assent_approvals_pending 1',
        'assent_event_listeners 0',
        'assent_held_waits 0',
        'assent_store_failures_total 0',
        'assent_http_request_duration_seconds_count{endpoint="decide",status="200"} 2',
        'assent_http_request_duration_seconds_count{endpoint="none",status="404"} 1',
      ]),
    );
    expect(figures).toContain('nodejs_eventloop_lag_seconds');
    // an id in a label would make a series for every request
    expect(figures).not.toContain(id);
  });

  test('I02: logs what was answered, and no secret', async () => {
    const server = await running();
    const headers = await agentKey(server);
    await hold(server, headers);
    await fetch(`${server.url}/v1/me?token=hunter2`, { headers });
    const response = await fetch(`${server.url}/v1/approvals`, { headers });
    const requestId = response.headers.get('x-request-id');
    const lines = server
      .logged()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({
      level: 'info',
      request_id: requestId,
      endpoint: 'listApprovals',
      status: 200,
      ms: expect.any(Number),
    });
    const token = server.firstLink?.split('token=')[1] ?? 'none';
    for (const secret of [headers.authorization.slice(7), 'DE-SECRET', 'hunter2', token]) {
      expect(server.logged()).not.toContain(secret);
    }
  });

  test('I02, I17: sends those who wait away when it shuts down, and finishes', async () => {
    const server = await running();
    const headers = await agentKey(server);
    const id = await hold(server, headers);
    const events = await fetch(`${server.url}/v1/events`, { headers });
    const heard = events.text();
    const waiting = fetch(`${server.url}/v1/approvals/${id}/wait?timeout_ms=60000`, { headers });
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toContain('assent_held_waits 1');
    await server.close();
    const answer = await waiting;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'shutting-down' });
    const reader = new EventReader();
    for (const block of blocksOf(await heard)) reader.read(block);
    expect(reader.retry).toBe(1_000);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  test('I02: whoever is connected and asks nothing does not hold up the end', async () => {
    const server = await running();
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    // known to the server as well
    await fetch(`${server.url}/healthz`);
    const began = performance.now();
    await server.close();
    await ended;
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  test('I02: who waits is let go when somebody decides', async () => {
    const server = await running();
    const headers = await agentKey(server);
    const id = await hold(server, headers);
    const waiting = fetch(`${server.url}/v1/approvals/${id}/wait?timeout_ms=60000`, { headers });
    await server.ask(`/v1/approvals/${id}/reject`, { method: 'POST', body: '{}' });
    expect(await (await waiting).json()).toMatchObject({ id, status: 'rejected' });
  });

  test('I02: too many who wait, listen or ask are told when to come back', async () => {
    const server = await running({ max_waits: 1, max_listeners: 1, 'rate_limit.burst': 0 });
    const headers = await agentKey(server);
    const id = await hold(server, headers);
    const wait = `${server.url}/v1/approvals/${id}/wait?timeout_ms=60000`;
    const leaving = new AbortController();
    const first = fetch(wait, { headers, signal: leaving.signal }).catch(() => {});
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toContain('assent_held_waits 1');
    const second = await fetch(wait, { headers });
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await second.json()).toMatchObject({ code: 'overloaded' });
    leaving.abort();
    await first;
    // who goes away leaves a place
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toContain('assent_held_waits 0');
    const listening = await fetch(`${server.url}/v1/events`, { headers });
    const refused = await fetch(`${server.url}/v1/events`, { headers });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    await listening.body?.cancel();
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toContain('assent_event_listeners 0');
  });

  test('I02: one key that asks too often is told when to come back; others are not', async () => {
    const server = await running({ 'rate_limit.per_second': 20, 'rate_limit.burst': 0 });
    const headers = await agentKey(server);
    const me = (): Promise<Response> => fetch(`${server.url}/v1/approvals`, { headers });
    const answers = await Promise.all(Array.from({ length: 60 }, me));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    expect(await limited[0]?.json()).toMatchObject({ code: 'rate-limited' });
    expect((await server.ask('/v1/approvals')).status).toBe(200);
  });
});

const agent = (keyId: string): Principal => ({
  kind: 'agent',
  role: 'agent',
  agentId: 'bot',
  keyId,
  owner: 'user:a',
});
const person = (keyId: string | null, sessionId: string | null): Principal => ({
  kind: 'person',
  role: 'viewer',
  userId: 'user:a',
  groups: [],
  via: keyId === null ? 'session' : 'key',
  keyId,
  sessionId,
});

test.each([
  ['127.0.0.1', undefined, false],
  ['127.8.0.1', 'http://assent.example', false],
  ['::1', undefined, false],
  ['localhost', undefined, false],
  ['0.0.0.0', 'https://assent.example', false],
  ['0.0.0.0', undefined, true],
  ['0.0.0.0', 'http://assent.example', true],
  ['::', undefined, true],
  ['192.0.2.1', 'http://127.0.0.1', true],
  ['build-host', 'http://build-host:4319', true],
])(
  'I02: on `%s`, reached at %s: is open to be read on the way: %s',
  (host, publicUrl, expected) => {
    expect(isSentInTheClear(host, publicUrl ?? `http://${host}`)).toBe(expected);
  },
);

test('I02: a server that can be read on the way says so in its log', async () => {
  expect((await running()).logged()).not.toContain('read on the way');
  expect((await running({ host: '0.0.0.0' })).logged()).toContain('read on the way');
});

test('I02: keys, sessions and addresses each have an allowance of their own', async () => {
  const limits = new RateLimits({ perSecond: 1, burst: 1 });
  const callers: readonly (readonly [Principal | undefined, string])[] = [
    [agent('one'), 'x'],
    [agent('two'), 'x'],
    [person('three', null), 'x'],
    [person(null, 'four'), 'x'],
    [undefined, 'x'],
    [undefined, 'y'],
  ];
  for (const [principal, address] of callers) {
    await limits.admit(principal, address);
    await limits.admit(principal, address);
    await expect(limits.admit(principal, address)).rejects.toMatchObject({
      code: 'rate-limited',
      more: { retry_after: 1 },
    });
    // from elsewhere it is the same key
    if (principal !== undefined) await expect(limits.admit(principal, 'z')).rejects.toThrow();
  }
});

test('I02: more than can be worked on is refused at once; health is told all the same', async () => {
  const pressure = new Backpressure({ mostRequests: 2, mostWaits: 1 });
  let finish = (): void => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const working = [pressure.work('decide', () => held), pressure.work('check', () => held)];
  await expect(pressure.work('decide', async () => 1)).rejects.toMatchObject({
    code: 'overloaded',
    more: { retry_after: 1 },
  });
  // those who wait are no work
  expect(await pressure.work('waitForApproval', async () => 2)).toBe(2);
  for (const id of ['health', 'readiness', 'metrics']) {
    expect(await pressure.work(id, async () => id)).toBe(id);
  }
  finish();
  await Promise.all(working);
  // what fails leaves its place as well
  for (let count = 0; count < 5; count += 1) {
    await expect(pressure.work('decide', () => Promise.reject(new Error('x')))).rejects.toThrow(
      'x',
    );
  }
  expect(await pressure.work('decide', async () => 3)).toBe(3);
});

test('I02: pending requests are counted once, also those resolved while they are counted', async () => {
  const store = openMemoryStore();
  await putAll(
    store,
    Array.from({ length: 450 }, (_, number) => sample(idOf(number))),
  );
  const pending = new PendingCount();
  const counting = pending.count(store);
  pending.tell(event({ action: 'approval.approved', request: idOf(0) }));
  pending.tell(event({ action: 'approval.requested', request: idOf(449) }));
  pending.tell(event({ action: 'approval.voted', request: idOf(1) }));
  await counting;
  expect(pending.size).toBe(449);
  pending.tell(event({ action: 'approval.requested', request: idOf(1_000) }));
  pending.tell(event({ action: 'approval.cancelled', request: idOf(1_000) }));
  pending.tell(event({ action: 'approval.expired', request: idOf(2) }));
  expect(pending.size).toBe(448);
});

describe('I02: who works on a store', () => {
  const node = { id: 'node-1', pid: 4711, host: 'here' };
  const owned = async () => {
    const [store, clock] = [openMemoryStore(), manualClock()];
    const owner = new StoreOwner(store, clock, node, () => {});
    await owner.start();
    return { store, clock, owner };
  };

  test.each([
    ['a running process of this machine', 'here', true, 0, true],
    ['a process of this machine that is gone', 'here', false, 0, false],
    ['another machine', 'there', false, 19_999, true],
    ['another machine that says nothing any more', 'there', false, 20_000, false],
    ['a process of this machine that says nothing any more', 'here', true, 20_000, false],
  ])('I02: %s', async (_, host, isRunning, later, isOwner) => {
    const { store, clock, owner } = await owned();
    const found = await ownerOf(store, clock.now() + later, host, () => isRunning);
    expect(found?.id).toBe(isOwner ? 'node-1' : undefined);
    await owner.close();
    expect(await ownerOf(store, clock.now(), host, () => true)).toBeUndefined();
  });

  test('I02: what a killed server left is swept up an hour later', async () => {
    const { store, clock } = await owned();
    clock.advance(60 * 60_000 + 1);
    const next = new StoreOwner(store, clock, { ...node, id: 'node-2' }, () => {});
    await next.start();
    expect((await store.records('node', undefined, 10)).map(({ id }) => id)).toEqual(['node-2']);
    await next.close();
  });
});
