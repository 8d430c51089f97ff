import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Identity } from '../../src/identity/identity.ts';
import type { IdentityStore } from '../../src/identity/identity-store.ts';
import { BOSS, office } from './office.ts';

const KEY = {
  name: 'night shift',
  role: 'agent',
  agent: 'order-manager',
  owner: 'user:boss',
  expiresAt: null,
} as const;

describe('keys that are checked at the same time', () => {
  it('I07: a revoked key is refused from the next request on, though an earlier one is still being checked', async () => {
    const { identity, reading, read } = await slowReads();
    const { key, text } = await identity.createKey(BOSS, KEY);
    const earlier = identity.authenticateKey(text);
    await reading();
    await identity.revokeKey(BOSS, key.id);
    const next = identity.authenticateKey(text);
    read();
    expect((await earlier)?.kind).toBe('agent');
    expect(await next).toBeUndefined();
  });

  it('I07: a hundred requests with one key at once read it once; others get nothing of it', async () => {
    const { identity, reads, read } = await slowReads();
    const one = await identity.createKey(BOSS, KEY);
    const other = await identity.createKey(BOSS, { ...KEY, agent: 'refunds' });
    const before = reads();
    read();
    const texts = [...Array<string>(100).fill(one.text), other.text, 'assent_none'];
    const known = await Promise.all(texts.map((text) => identity.authenticateKey(text)));
    expect(reads() - before).toBe(2);
    const agents = known.map((principal) =>
      principal?.kind === 'agent' ? principal.agentId : undefined,
    );
    expect(agents).toEqual([...Array<string>(100).fill('order-manager'), 'refunds', undefined]);
  });

  it('I07: a store that fails refuses all who share the check, and nobody after that', async () => {
    const { identity, fail, read } = await slowReads();
    const { text } = await identity.createKey(BOSS, KEY);
    read();
    fail(true);
    const both = [identity.authenticateKey(text), identity.authenticateKey(text)];
    const results = await Promise.allSettled(both);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fail(false);
    expect((await identity.authenticateKey(text))?.kind).toBe('agent');
  });
});

/** What is read last, the owner of a key, is as it is when the reading begins; that is done when the test says so. */
async function slowReads() {
  const { store, clock } = await office();
  let read = (): void => {};
  const gate = new Promise<void>((resolve) => {
    read = resolve;
  });
  let count = 0;
  let isFailing = false;
  const slow: IdentityStore = {
    write: (work) => store.write(work),
    records: (kind, after, limit) => store.records(kind, after, limit),
    record: async (kind, id) => {
      if (kind !== 'user') return store.record(kind, id);
      count += 1;
      if (isFailing) throw new Error('the store fails');
      const value = await store.record(kind, id);
      await gate;
      return value;
    },
  };
  return {
    identity: new Identity(slow, clock, randomBytes),
    reads: () => count,
    reading: async () => {
      while (count === 0) await turn();
    },
    read,
    fail: (fails: boolean) => {
      isFailing = fails;
    },
  };
}
