import { describe, expect, test } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import * as audit from '../../src/contract/endpoints/audit.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { eventsOf } from '../approvals/gated.ts';
import { newPath, openAt, rawConnection } from '../storage/sqlite-place.ts';
import { type Caller, HELD, runningServer } from './running-server.ts';

async function decide(agent: Caller, tool: string, run = 'r1'): Promise<void> {
  await agent.ask(decisions.decide, { body: { call: { tool, run: { id: run } } } });
}

/** Everything that a search gives, page by page. */
async function searched(who: Caller, query: Record<string, string>): Promise<readonly number[]> {
  const found: number[] = [];
  let before: Record<string, string> = {};
  for (;;) {
    const page = await who.ask(audit.queryAudit, { query: { ...query, ...before } });
    found.push(...page.entries.map(({ seq }) => seq));
    if (page.next === null) return found;
    before = { before: String(page.next) };
  }
}

describe('GET /v1/audit', () => {
  test('I02: finds by every field, newest first, whatever the size of a page', async () => {
    const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
    const [bot, other] = [await server.agent('bot'), await server.agent('other')];
    const eye = await server.person('eye', 'viewer');
    await decide(bot, 'read');
    server.clock.advance(60_000);
    await decide(other, 'read', 'r2');
    await decide(bot, 'refund', 'r2');
    const [read, held, events] = [
      (await eventsOf(server.store)).findIndex(({ tool }) => tool === 'read') + 1,
      (await server.store.list({}, 1))[0]?.id ?? '',
      await eventsOf(server.store),
    ];
    const seqs = (wanted: (event: Record<string, unknown>) => boolean) =>
      events.flatMap((event, index) => (wanted(event) ? [index + 1] : [])).reverse();
    const table: [Record<string, string>, readonly number[]][] = [
      [{}, seqs(() => true)],
      [{ action: 'call.decided' }, seqs(({ action }) => action === 'call.decided')],
      [{ agent: 'bot', tool: 'read' }, [read]],
      [{ run: 'r2' }, seqs(({ run }) => run === 'r2')],
      [{ request: held }, seqs(({ request }) => request === held)],
      [{ person: 'user:root' }, seqs(({ person }) => person === 'user:root')],
      [{ since: '2026-01-05T09:01:00.000Z' }, seqs(({ at }) => String(at) >= '2026-01-05T09:01')],
      [{ until: '2026-01-05T09:01:00.000Z' }, seqs(({ at }) => String(at) < '2026-01-05T09:01')],
      [{ before: '1' }, []],
      [{ before: '0' }, []],
      [{ before: '3' }, [2, 1]],
      [{ tool: 'none' }, []],
    ];
    for (const [query, expected] of table) {
      for (const limit of ['1', '2', '500']) {
        expect([query, await searched(eye, { ...query, limit })]).toEqual([query, expected]);
      }
    }
  });

  test('I02: one search looks at a limited part of the log, and says where to go on', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    const event = { action: 'call.decided', at: '2026-01-05T09:00:00.000Z' } as const;
    await server.store.write(async (tx) => {
      tx.audit({ ...event, tool: 'rare' });
      for (let count = 0; count < 10_500; count += 1) tx.audit(event);
    });
    const first = await eye.ask(audit.queryAudit, { query: { tool: 'rare' } });
    const { seq } = await server.store.logHead();
    expect(first).toEqual({ entries: [], next: seq - 9_999 });
    expect(await searched(eye, { tool: 'rare' })).toEqual([seq - 10_500]);
  });

  test('I02: an answer of large entries is short, and nothing is left out', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    const before = (await server.store.logHead()).seq;
    const param = { text: 'x'.repeat(900_000) };
    const event = { action: 'call.decided', at: '2026-01-05T09:00:00.000Z', param } as const;
    await server.store.write(async (tx) => {
      for (let count = 0; count < 12; count += 1) tx.audit(event);
    });
    const first = await eye.ask(audit.queryAudit, { query: { limit: '100' } });
    expect(first.entries).toHaveLength(4);
    const all = await searched(eye, { limit: '100', action: 'call.decided' });
    expect(all).toEqual(Array.from({ length: 12 }, (_, index) => before + 12 - index));
  });

  test('I07: no agent reads the log, nor exports, verifies or signs it', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    for (const endpoint of [
      audit.queryAudit,
      audit.exportAudit,
      audit.verifyAudit,
      audit.listCheckpoints,
      audit.makeCheckpoint,
    ]) {
      expect((await bot.refused(endpoint)).code).toBe('auth/forbidden');
    }
  });
});

describe('the log as evidence', () => {
  test('U03: an export is written down, ends with a checkpoint of itself, and verifies', async () => {
    const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
    const [bot, eye] = [await server.agent('bot'), await server.person('eye', 'viewer')];
    for (let count = 0; count < 120; count += 1) await decide(bot, 'read');
    const response = await eye.raw(audit.exportAudit);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    const { publicKey } = server.store.identity.signingKey;
    const { seq } = await server.store.logHead();
    expect(await verifyLog(lines, { publicKey })).toMatchObject({ ok: true, vouched: seq });
    expect((await eventsOf(server.store)).at(-1)).toMatchObject({
      action: 'log.exported',
      person: 'user:eye',
      via: 'key',
    });
    const later = await (await eye.raw(audit.exportAudit, { body: { after: seq } })).text();
    const from = seq + 1;
    const rest = await verifyLog(later.trimEnd().split('\n'), { publicKey, from });
    expect(rest).toMatchObject({ ok: true, entries: 1, vouched: from });
  });

  test('U03: an export is read as fast as it is taken, and left where nobody takes it', async () => {
    const store = openMemoryStore();
    const server = await runningServer({ policy: HELD, store });
    const eye = await server.person('eye', 'viewer');
    const event = { action: 'call.decided', at: '2026-01-05T09:00:00.000Z' } as const;
    await store.write(async (tx) => {
      for (let count = 0; count < 5_000; count += 1) tx.audit(event);
    });
    let pages = 0;
    const { entries } = store;
    store.entries = (...page) => {
      pages += 1;
      return entries.apply(store, page);
    };
    const reader = (await eye.raw(audit.exportAudit)).body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pages).toBe(1);
    await reader?.cancel();
    expect(pages).toBe(1);
  });

  test('U03: verifying finds what was changed in the store', async () => {
    const path = newPath();
    const server = await runningServer({ policy: HELD, store: await openAt(path) });
    const [bot, eye] = [await server.agent('bot'), await server.person('eye', 'viewer')];
    await decide(bot, 'read');
    const { seq } = await server.store.logHead();
    expect(await eye.ask(audit.verifyAudit)).toEqual({ ok: true, entries: seq, problem: null });
    const raw = await rawConnection(path);
    raw.exec(`update entries set event = replace(event, '"read"', '"reed"') where seq = ${seq}`);
    expect(await eye.ask(audit.verifyAudit)).toEqual({
      ok: false,
      entries: seq - 1,
      problem: { code: 'log/changed', seq, message: expect.any(String) },
    });
  });

  test('U03: verifying lets others have their turn, and ends when the server does', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    const event = { action: 'call.decided', at: '2026-01-05T09:00:00.000Z' } as const;
    await server.store.write(async (tx) => {
      for (let count = 0; count < 5_000; count += 1) tx.audit(event);
    });
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 0);
    expect((await eye.ask(audit.verifyAudit)).ok).toBe(true);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(3);
    const verifying = eye.refused(audit.verifyAudit);
    setImmediate(server.shutDown);
    expect((await verifying).code).toBe('shutting-down');
  });

  test('U03: a checkpoint is signed for an administrator, kept, and vouches for the log', async () => {
    const server = await runningServer({ policy: HELD });
    const [root, eye] = [
      await server.person('root', 'admin'),
      await server.person('eye', 'viewer'),
    ];
    expect((await eye.refused(audit.makeCheckpoint)).code).toBe('auth/forbidden');
    const made = await root.ask(audit.makeCheckpoint);
    const { checkpoints } = await eye.ask(audit.listCheckpoints);
    expect(checkpoints).toEqual([made]);
    // as text it is the line that `assent audit verify --checkpoint` takes
    const text = await (await eye.raw(audit.listCheckpoints)).text();
    expect(text).toBe(`{"checkpoints":[${JSON.stringify(made)}]}`);
    const [kept] = await server.store.checkpoints();
    expect(made).toEqual(kept);
  });
});
