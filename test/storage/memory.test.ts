import { expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { describeStore } from './contract.ts';
import { event, idOf, putAll, START, sample, writing } from './samples.ts';

describeStore('memory', { durable: false, place: async () => async () => openMemoryStore() });

test('A15: what a store in memory was given cannot be changed afterwards', async () => {
  const store = openMemoryStore();
  const request = sample(idOf(1));
  await putAll(store, [request]);
  expect(() => Object.assign(request.terms, { notify: ['x'] })).toThrow(TypeError);
  expect((await store.request(idOf(1)))?.terms.notify).toEqual([]);
});

test('U05: a store in memory has the identity that it was given', async () => {
  const { identity } = openMemoryStore();
  const store = openMemoryStore(START, identity);
  await store.write(writing((tx) => tx.audit(event())));
  expect(store.identity).toBe(identity);
  const [first] = await store.entries(0, 1);
  expect(JSON.parse(first?.event ?? '')).toMatchObject({
    at: '2026-01-02T03:04:05.678Z',
    details: { log: identity.log },
  });
});
