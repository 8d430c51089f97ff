import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Reviews } from '../../src/approvals/service/reviews.ts';
import type { Store } from '../../src/approvals/store.ts';
import { AUDIT_ACTIONS, type AuditAction, type AuditEvent } from '../../src/audit/event.ts';
import { EventBody } from '../../src/contract/endpoints/operation.ts';
import { type EventFeed, openEventFeed } from '../../src/server/event-feed.ts';
import { eventTypeOf } from '../../src/server/event-frame.ts';
import { ProblemError } from '../../src/server/problem.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { event, idOf, sample } from '../storage/samples.ts';
import { manualClock } from '../support/manual-clock.ts';
import { blocksOf, EventReader, listenUntil } from './event-client.ts';

interface FeedOptions {
  readonly store?: Store;
  readonly mostListeners?: number;
  readonly errors?: unknown[];
}

async function openFeed(options: FeedOptions = {}): Promise<{ store: Store; feed: EventFeed }> {
  const { store = openMemoryStore(), mostListeners = 10_000, errors } = options;
  const reviews = new Reviews(store, manualClock());
  const feed = await openEventFeed({
    store,
    viewOf: (request) => reviews.viewOf(request),
    mostListeners,
    onError: (error) => {
      if (errors === undefined) throw error;
      errors.push(error);
    },
  });
  return { store, feed };
}

let made = 0;

/** Adds events to the log, in one work, so that the store tells of it. */
async function log(store: Store, ...events: readonly Partial<AuditEvent>[]): Promise<void> {
  await store.write(async (tx) => {
    for (const one of events) tx.audit(event(one));
    made += 1;
    tx.put(sample(idOf(made)));
  });
}

/** A store whose reads take some turns of the event loop, and others come in between. */
function slowReads(store: Store, delays: readonly number[]): Store {
  let reads = 0;
  const pass = async (): Promise<void> => {
    reads += 1;
    for (let count = delays[reads % delays.length] ?? 0; count > 0; count -= 1) await turn();
  };
  const { entries, request } = {
    entries: store.entries.bind(store),
    request: store.request.bind(store),
  };
  store.entries = async (after, limit) => {
    await pass();
    return entries(after, limit);
  };
  store.request = async (id) => {
    await pass();
    return request(id);
  };
  return store;
}

/** What the log tells of after a place, by its sequence numbers. */
async function toldOf(store: Store, after: number): Promise<readonly number[]> {
  const entries = await store.entries(after, 1_000_000);
  return entries
    .filter((entry) => eventTypeOf(JSON.parse(entry.event).action) !== undefined)
    .map(({ seq }) => seq);
}

/** Of somebody who stays; each has a signal of their own. */
const never = (): AbortSignal => new AbortController().signal;

/** The next piece of a stream that is known to have one. */
async function nextPiece(stream: AsyncIterator<string>): Promise<string> {
  const { done, value } = await stream.next();
  return done === true ? 'ended' : value;
}

describe('I05: what is told, and as what', () => {
  const TOLD: Readonly<Partial<Record<AuditAction, string>>> = {
    'approval.requested': 'agent.approval.requested',
    'approval.approved': 'agent.approval.resolved',
    'approval.rejected': 'agent.approval.resolved',
    'approval.expired': 'agent.approval.resolved',
    'approval.cancelled': 'agent.approval.resolved',
    'approval.voted': 'agent.approval.changed',
    'approval.escalated': 'agent.approval.changed',
    'approval.held': 'agent.approval.changed',
    'approval.terms_changed': 'agent.approval.changed',
    'execution.claimed': 'agent.approval.changed',
    'execution.succeeded': 'agent.approval.changed',
    'execution.failed': 'agent.approval.changed',
    'execution.ambiguous': 'agent.approval.changed',
    'execution.reported_late': 'agent.approval.changed',
    'execution.void': 'agent.approval.changed',
    'policy.activated': 'policy.activated',
    'halt.set': 'halt.changed',
    'halt.lifted': 'halt.changed',
  };

  test.each(AUDIT_ACTIONS)('I05: %s', (action) => {
    expect(eventTypeOf(action)).toBe(TOLD[action]);
  });

  test('I05: an event has its place, the request as it is, and the entry of the log', async () => {
    const { store, feed } = await openFeed();
    const listening = feed.subscribe({}, never())[Symbol.asyncIterator]();
    expect(await nextPiece(listening)).toBe(': assent\nid: 1\n\n');
    await store.write(async (tx) => {
      tx.put(sample('apr_1'));
      tx.audit(event({ request: 'apr_1', agent: 'order-agent', reason: 'two\nlines\n\nid: 7' }));
    });
    const piece = await nextPiece(listening);
    const [id, type, data, ...rest] = piece.split('\n');
    expect([id, type, rest]).toEqual(['id: 2', 'event: agent.approval.requested', ['', '']]);
    const body = EventBody.parse(JSON.parse(data?.replace('data: ', '') ?? ''));
    expect(body).toMatchObject({
      seq: 2,
      action: 'approval.requested',
      approval: { id: 'apr_1', status: 'pending', param: { amount: 1290 } },
      event: { reason: 'two\nlines\n\nid: 7' },
    });
  });

  test('I05: an event is made into text once for all who listen', async () => {
    const { store, feed } = await openFeed();
    const listeners = Array.from({ length: 50 }, () =>
      feed.subscribe({}, never())[Symbol.asyncIterator](),
    );
    for (const listener of listeners) await nextPiece(listener);
    let reads = 0;
    const read = store.request.bind(store);
    store.request = (id) => {
      reads += 1;
      return read(id);
    };
    await log(store, { request: 'apr_1' }, { action: 'approval.approved', request: 'apr_1' });
    const pieces = await Promise.all(listeners.map(nextPiece));
    expect(new Set(pieces).size).toBe(1);
    expect(reads).toBe(1);
  });
});

describe('I05, I17: nothing is missed and nothing is doubled', () => {
  test('I05: who breaks off anywhere and comes back hears every event once, among concurrent writes', async () => {
    const schedule = fc.record({
      /** Entries of each work, and turns of the event loop before it. */
      works: fc.array(fc.tuple(fc.integer({ min: 1, max: 130 }), fc.nat(6)), { maxLength: 12 }),
      /** Turns that reads of the store take. */
      delays: fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }),
      /** Per client: when it begins, and after how many events it breaks off, again and again. */
      clients: fc.array(
        fc.record({
          begins: fc.nat(20),
          isFromStart: fc.boolean(),
          breaks: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ works, clients, delays }) => {
        const { store, feed } = await openFeed({ store: slowReads(openMemoryStore(), delays) });
        const listeners = clients.map(({ begins, isFromStart, breaks }) => {
          const reader = new EventReader();
          const begun = begin(feed, reader, isFromStart, begins);
          return { reader, begun, ended: begun.then(() => readOn(feed, reader, breaks)) };
        });
        const writing = (async () => {
          for (const [entries, turns] of works) {
            for (let count = 0; count < turns; count += 1) await turn();
            await log(
              store,
              ...Array.from({ length: entries }, (_, index) => ({
                action: AUDIT_ACTIONS[index % AUDIT_ACTIONS.length] ?? 'approval.requested',
                request: `apr_${index % 3}`,
              })),
            );
          }
          // everybody hears of the last one
          await Promise.all(listeners.map(({ begun }) => begun));
          await log(store, { action: 'approval.requested', reason: 'the last one' });
        })();
        await writing;
        for (const { reader, begun, ended } of listeners) {
          await ended;
          expect(reader.heard.map(({ id }) => id)).toEqual(await toldOf(store, await begun));
        }
        expect(feed.listeners).toBe(0);
        await feed.close();
      }),
      { numRuns: 200 },
    );
  });

  /** Gives the place after which it listens; the first word of the feed says that. */
  async function begin(
    feed: EventFeed,
    reader: EventReader,
    isFromStart: boolean,
    turns: number,
  ): Promise<number> {
    for (let count = 0; count < turns; count += 1) await turn();
    if (isFromStart) reader.lastId = 0;
    else await listenUntil(feed, reader, {}, () => reader.lastId !== undefined);
    return reader.lastId ?? -1;
  }

  /** Breaks off after so many events, again and again, and stays in the end. */
  async function readOn(
    feed: EventFeed,
    reader: EventReader,
    breaks: readonly number[],
  ): Promise<void> {
    for (const count of [...breaks, Number.POSITIVE_INFINITY]) {
      const most = reader.heard.length + count;
      while (!isLast(reader) && reader.heard.length < most) {
        await listenUntil(feed, reader, {}, () => reader.heard.length >= most || isLast(reader));
      }
    }
  }

  const isLast = ({ heard }: EventReader): boolean =>
    JSON.stringify(heard.at(-1)?.data ?? '').includes('the last one');

  test('I05: who catches up further than the feed itself is does not hear the difference twice', async () => {
    const { store, feed } = await openFeed();
    const first = feed.subscribe({}, never())[Symbol.asyncIterator]();
    await nextPiece(first);
    const request = store.request.bind(store);
    let goOn = (): void => {};
    // the feed is stopped between reading the log and handing it out
    const stopped = new Promise<void>((isStopped) => {
      store.request = (id) => {
        store.request = request;
        isStopped();
        return new Promise((resolve) => {
          goOn = () => resolve(request(id));
        });
      };
    });
    await log(store, { request: 'apr_1' });
    await stopped;
    const second = feed.subscribe({ after: 0 }, never())[Symbol.asyncIterator]();
    expect(await nextPiece(second)).toMatch(/^id: 2\nevent:.*\n\n: assent\nid: 2\n\n$/s);
    goOn();
    expect(await nextPiece(first)).toContain('id: 2\nevent:');
    await log(store, { request: 'apr_1' });
    const [piece, ...rest] = blocksOf(await nextPiece(second));
    expect(piece).toContain('id: 3\n');
    expect(rest).toEqual([]);
  });

  test('I17: an event is there without waiting for a cycle', async () => {
    const { store, feed } = await openFeed();
    const listening = feed.subscribe({}, never())[Symbol.asyncIterator]();
    await nextPiece(listening);
    let isHeard = false;
    const piece = nextPiece(listening).then((text) => {
      isHeard = true;
      return text;
    });
    await log(store, { action: 'approval.approved' });
    // turns of the event loop, no time: no timer is waited for
    for (let count = 0; count < 20 && !isHeard; count += 1) await turn();
    expect(isHeard).toBe(true);
    expect(await piece).toContain('agent.approval.resolved');
  });

  test('I05: who comes with a place of another log hears what comes from now on', async () => {
    const { store, feed } = await openFeed();
    const listening = feed.subscribe({ after: 4711 }, never())[Symbol.asyncIterator]();
    expect(await nextPiece(listening)).toBe(': assent\nid: 1\n\n');
    await log(store, { action: 'approval.approved' });
    expect(await nextPiece(listening)).toContain('id: 2\n');
  });

  test('I05: a log that fails for a while is read on from where it was', async () => {
    const errors: unknown[] = [];
    const { store, feed } = await openFeed({ errors });
    const reader = new EventReader();
    const listening = listenUntil(feed, reader, {}, () => reader.heard.length === 2);
    const entries = store.entries.bind(store);
    store.entries = async () => {
      throw new Error('broken');
    };
    await log(store, { action: 'approval.requested' });
    await feed.look();
    expect(errors).not.toEqual([]);
    store.entries = entries;
    await log(store, { action: 'approval.approved' });
    await listening;
    expect(reader.heard.map(({ data }) => data.action)).toEqual([
      'approval.requested',
      'approval.approved',
    ]);
  });
});

describe('I05: who hears what', () => {
  const HAPPENED: readonly Partial<AuditEvent>[] = [
    { action: 'approval.requested', agent: 'mine' },
    { action: 'approval.requested', agent: 'other' },
    { action: 'approval.requested' },
    { action: 'policy.activated', policy_version: 'sha256:x' },
    { action: 'halt.set', agent: 'mine' },
    { action: 'halt.set', agent: 'other' },
    { action: 'halt.set' },
    { action: 'approval.approved', agent: 'mine' },
  ];

  const heardBy = async (wanted: object): Promise<readonly string[]> => {
    const { store, feed } = await openFeed();
    const [replayed, live] = [new EventReader(), new EventReader()];
    const ended = new AbortController();
    const listening = (async () => {
      for await (const piece of feed.subscribe(wanted, ended.signal)) {
        for (const block of blocksOf(piece)) live.read(block);
      }
    })();
    await log(store, ...HAPPENED);
    await feed.look();
    await turn();
    ended.abort();
    await listening;
    // what was is told to the same people as what is
    const stream = feed.subscribe({ ...wanted, after: 0 }, never())[Symbol.asyncIterator]();
    for (let piece = ''; !piece.includes(': assent'); ) {
      piece = await nextPiece(stream);
      for (const block of blocksOf(piece)) replayed.read(block);
    }
    expect(replayed.heard).toEqual(live.heard);
    return live.heard.map(({ data, event: type }) => {
      const { event: entry } = data as unknown as { event: AuditEvent };
      return `${type} ${entry.agent ?? '-'}`;
    });
  };

  test('I05: an agent hears of its own requests and the halts that stop it, and of nothing else', async () => {
    expect(await heardBy({ agent: 'mine' })).toEqual([
      'agent.approval.requested mine',
      'halt.changed mine',
      'halt.changed -',
      'agent.approval.resolved mine',
    ]);
  });

  test('I05: everybody else hears of everything', async () => {
    expect(await heardBy({})).toHaveLength(HAPPENED.length);
  });

  test('I05: of chosen types only', async () => {
    const types = new Set(['policy.activated', 'agent.approval.resolved'] as const);
    expect(await heardBy({ types })).toEqual([
      'policy.activated -',
      'agent.approval.resolved mine',
    ]);
  });
});

describe('I05: too much', () => {
  test('I05: who does not read is let go, and hears all of it on coming back', async () => {
    const { store, feed } = await openFeed();
    const slow = feed.subscribe({}, never())[Symbol.asyncIterator]();
    await nextPiece(slow);
    const requested = { action: 'approval.requested' } as const;
    await log(store, ...Array.from({ length: 999 }, () => requested));
    await feed.look();
    expect(feed.listeners).toBe(1);
    await log(store, requested, requested);
    await feed.look();
    expect(feed.listeners).toBe(0);
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    const reader = new EventReader();
    reader.lastId = 1;
    await listenUntil(feed, reader, {}, () => reader.heard.length === 1_001);
    expect(reader.heard.map(({ id }) => id)).toEqual(await toldOf(store, 1));
  });

  test('I05: large events fill the queue sooner', async () => {
    const { store, feed } = await openFeed();
    const slow = feed.subscribe({}, never())[Symbol.asyncIterator]();
    await nextPiece(slow);
    const large = { reason: 'x'.repeat(1024 * 1024) };
    for (let count = 0; count < 5; count += 1) await log(store, large);
    await feed.look();
    expect(feed.listeners).toBe(0);
    expect((await slow.next()).done).toBe(true);
  });

  test('I05: more than may listen are told to come back later', async () => {
    const { feed } = await openFeed({ mostListeners: 2 });
    const gone = new AbortController();
    feed.subscribe({}, gone.signal);
    feed.subscribe({}, never());
    const refused = (): unknown => {
      try {
        return feed.subscribe({}, never());
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({ code: 'overloaded', more: { retry_after: 5 } });
    // also one that was never read leaves its place
    gone.abort();
    expect(refused()).not.toBeInstanceOf(ProblemError);
  });

  test('I05: a feed that closes sends everybody to come back, also who catches up, and takes nobody', async () => {
    const { store, feed } = await openFeed();
    const live = feed.subscribe({}, never())[Symbol.asyncIterator]();
    await nextPiece(live);
    const waiting = nextPiece(live);
    const late = feed.subscribe({ after: 0 }, never())[Symbol.asyncIterator]();
    await log(store, { action: 'approval.requested' });
    await feed.close();
    expect(await waiting).toContain('retry: 1000\n\n');
    expect(await nextPiece(late)).toBe('retry: 1000\n\n');
    expect((await late.next()).done).toBe(true);
    expect(() => feed.subscribe({}, never())).toThrow('shuts down');
  });

  test('I17: thousands of listeners all hear an event, and share one timer', async () => {
    const { store, feed } = await openFeed();
    onTestFinished(() => feed.close());
    const timers = process.getActiveResourcesInfo().length;
    const listeners = Array.from({ length: 5_000 }, () =>
      feed.subscribe({}, never())[Symbol.asyncIterator](),
    );
    for (const listener of listeners) await nextPiece(listener);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(timers + 5);
    await log(store, { action: 'approval.approved' });
    const pieces = await Promise.all(listeners.map(nextPiece));
    expect(new Set(pieces).size).toBe(1);
    expect(pieces[0]).toContain('agent.approval.resolved');
  });
});
