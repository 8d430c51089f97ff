import { expect, test } from 'vitest';
import { approve } from '../../src/contract/endpoints/approvals.ts';
import { decide } from '../../src/contract/endpoints/decisions.ts';
import { openEventFeed } from '../../src/server/event-feed.ts';
import { blocksOf, EventReader } from './event-client.ts';
import { HELD, runningServer } from './running-server.ts';

const MiB = 2 ** 20;

test.each([
  ['1 MB of arguments', 1_000_000, 6],
  ['300 kB of arguments', 300_000, 12],
  ['hardly any arguments', 10, 120],
])(
  'I05: who comes back hears all of requests with %s, in pieces that fit',
  async (_, size, count) => {
    const server = await runningServer({ policy: HELD });
    const [agent, root] = [await server.agent('bot'), await server.person('root', 'admin')];
    for (let index = 0; index < count; index += 1) {
      const call = { tool: 'refund', param: { index, text: 'x'.repeat(size) } };
      const { approval } = await agent.ask(decide, { body: { call } });
      await root.ask(approve, { params: { id: approval?.id ?? '' }, body: {} });
    }
    const { context } = server;
    const feed = await openEventFeed({
      store: context.store,
      viewOf: (request) => context.service.reviews.viewOf(request),
      mostListeners: 1,
      onError: (error) => server.errors.push(error),
    });
    const gone = new AbortController();
    const reader = new EventReader();
    const resolved = () => reader.heard.filter(({ data }) => data.action === 'approval.approved');
    for await (const piece of feed.subscribe({ after: 0 }, gone.signal)) {
      const blocks = blocksOf(piece);
      const told = blocks.filter((block) => block.includes('\ndata: '));
      expect(piece.length <= 1.1 * MiB || told.length <= 1).toBe(true);
      for (const block of blocks) reader.read(block);
      if (resolved().length === count) gone.abort();
    }
    await feed.close();
    const asked = reader.heard.filter(({ data }) => data.action === 'approval.requested');
    expect([asked.length, resolved().length]).toEqual([count, count]);
    const ids = reader.heard.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(server.errors).toEqual([]);
  },
);
