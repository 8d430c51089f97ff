import { describe, expect, test } from 'vitest';
import type { AssentOptions } from '../../src/client/assent.ts';
import { PAY, POLICY } from '../approvals/gate-under-test.ts';
import { pendingId } from '../approvals/gated.ts';
import { until } from '../support/until.ts';
import { served } from './served.ts';

/** A server with a client, and a reviewer. */
async function waiting(options: Partial<AssentOptions> = {}) {
  const server = await served(POLICY);
  const asked: string[] = [];
  const counting: typeof fetch = (input, init) => {
    asked.push(new URL(String(input)).pathname);
    return (options.fetch ?? fetch)(input, init);
  };
  const apiKey = await server.agentKey('bot');
  const gate = server.client({ ...options, apiKey, fetch: counting });
  const alice = server.client({ apiKey: await server.personKey('alice', 'approver') });
  const hold = async (): Promise<string> => (await gate.request(PAY)).approval?.id ?? '';
  return { server, gate, alice, asked, hold, apiKey };
}

const times = (asked: readonly string[], path: RegExp): number =>
  asked.filter((one) => path.test(one)).length;

/** A stream of events that something on the way keeps from the client. */
const withoutStream =
  (stream: () => Promise<Response>): typeof fetch =>
  (input, init) => {
    if (!String(input).includes('/v1/events')) return fetch(input, init);
    return new Promise((resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      stream().then(resolve, reject);
    });
  };

describe('waits', () => {
  test('I17: share one stream, and look at their requests once each', async () => {
    const { gate, alice, asked, hold, server } = await waiting();
    const ids = await Promise.all(Array.from({ length: 25 }, hold));
    const all = Promise.all(ids.map((approvalId) => gate.approvals.wait({ approvalId })));
    const looked = (): number => times(asked, /^\/v1\/approvals\/apr_\w+(\/wait)?$/);
    await until('every request was looked at', () => looked() >= ids.length);
    for (const id of ids) await alice.approvals.reject(id);
    expect(new Set(await all)).toEqual(new Set(['rejected']));
    expect(times(asked, /\/events$/)).toBe(1);
    expect(looked()).toBeLessThanOrEqual(2 * ids.length);
    await server.stop();
  });

  test.each<readonly [string, () => Promise<Response>]>([
    ['is refused', async () => new Response('', { status: 404 })],
    ['never begins', () => new Promise(() => {})],
    ['begins, and says nothing', async () => new Response(new ReadableStream())],
    ['says nonsense', async () => new Response('id: 1\ndata: {"approval":{"id":1}}\n\n')],
    ['cannot be reached', () => Promise.reject(new TypeError('gone'))],
  ])('I01, I17: go on by long poll where the stream %s', async (_, stream) => {
    const { gate, alice, asked } = await waiting({ fetch: withoutStream(stream) });
    const running = gate.withTool(PAY, () => 'paid');
    const id = await pendingId(alice);
    await until('it is waited for', () => times(asked, /\/wait$/) > 0);
    const since = performance.now();
    await alice.approvals.approve(id);
    expect(await running).toBe('paid');
    // far less than a long poll takes
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  test('I01, A15: go on by themselves when the server starts again', async () => {
    const { gate, alice, server, asked } = await waiting();
    const running = Array.from({ length: 5 }, (_, amount) =>
      gate.withTool({ tool: 'pay', param: { amount } }, (param) => param['amount']),
    );
    let pending = 0;
    while (pending < 5) pending = (await alice.approvals.list({ status: 'pending' })).length;
    await until('they wait', () => times(asked, /^\/v1\/approvals\/apr_\w+(\/wait)?$/) >= 5);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.start();
    for (const { id } of await alice.approvals.list()) await alice.approvals.approve(id);
    expect(await Promise.all(running)).toEqual([0, 1, 2, 3, 4]);
  });

  test('I01, A15: learn of what was decided while the server could not be reached', async () => {
    const { gate, server, hold } = await waiting();
    const approvalId = await hold();
    const status = gate.approvals.wait({ approvalId });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const service = server.service();
    await server.stop();
    await service.reviews.withdraw(approvalId, 'user:root', 'meanwhile');
    await server.start();
    expect(await status).toBe('cancelled');
  });

  test('I01, A15: of a client that starts again go on with its key', async () => {
    const { gate, alice, server, apiKey } = await waiting();
    const call = { ...PAY, idempotencyKey: 'order-7' };
    const stop = new AbortController();
    const first = gate.withTool({ ...call, signal: stop.signal }, () => 'first').catch((e) => e);
    const id = await pendingId(alice);
    stop.abort(new Error('killed'));
    await first;
    await gate.close();
    await server.stop();
    await server.start();
    const second = server.client({ apiKey }).withTool(call, () => 'second');
    await alice.approvals.approve(id);
    expect(await second).toBe('second');
    expect(await alice.approvals.list()).toHaveLength(1);
  });

  test('A12: what is approved does not run while it is halted', async () => {
    const { gate, alice, server } = await waiting();
    const running = gate.withTool(PAY, () => 'paid').catch((error: unknown) => error);
    const id = await pendingId(alice);
    await server.service().reviews.halt({
      agent: null,
      by: 'user:root',
      via: 'session',
      reason: 'stop',
      cancelPending: false,
    });
    await alice.approvals.approve(id);
    expect(await running).toMatchObject({ name: 'BlockedError', approvalId: id });
    await expect(gate.withTool({ tool: 'read' }, () => 1)).rejects.toMatchObject({
      name: 'BlockedError',
      decision: { halted: true },
    });
  });
});
