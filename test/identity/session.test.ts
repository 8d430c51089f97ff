import { describe, expect, it } from 'vitest';
import { BOSS, office, redeem } from './office.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a session', () => {
  it('I07: is of whoever signed in, and of nobody with any other token', async () => {
    const { identity, person } = await office();
    const { token, principal } = await person('alice', 'approver');
    expect(await identity.authenticateSession(token)).toEqual(principal);
    for (const other of ['', `${token}0`, token.slice(1), token.replace('session', 'link')]) {
      expect(await identity.authenticateSession(other)).toBeUndefined();
    }
    expect(await identity.authenticateKey(token)).toBeUndefined();
  });

  it('I07: ends after 12 hours without a request', async () => {
    const { identity, person, clock } = await office();
    const { token } = await person('alice', 'viewer');
    clock.advance(12 * HOUR - 1);
    expect(await identity.authenticateSession(token)).toBeDefined();
    clock.advance(12 * HOUR - 1);
    expect(await identity.authenticateSession(token)).toBeDefined();
    clock.advance(12 * HOUR);
    expect(await identity.authenticateSession(token)).toBeUndefined();
  });

  it('I07: ends after seven days, however busy', async () => {
    const { identity, person, clock } = await office();
    const { token } = await person('alice', 'viewer');
    for (let hours = 8; hours < 7 * 24; hours += 8) {
      clock.advance(8 * HOUR);
      expect(await identity.authenticateSession(token)).toBeDefined();
    }
    clock.advance(8 * HOUR);
    expect(await identity.authenticateSession(token)).toBeUndefined();
  });

  it('I07: is noted as used once a minute, not with every request', async () => {
    const { identity, person, clock, store, kept } = await office();
    const { token, principal } = await person('alice', 'viewer');
    const seen = async () => (await store.record('session', principal.sessionId ?? ''))?.['seenAt'];
    const before = await kept();
    clock.advance(MINUTE - 1);
    await identity.authenticateSession(token);
    expect(await kept()).toBe(before);
    clock.advance(1);
    await Promise.all([1, 2, 3].map(() => identity.authenticateSession(token)));
    expect(await seen()).toBe(clock.now());
  });

  it('I07: that ends while it is noted as used stays ended', async () => {
    const { identity, person, clock, store } = await office();
    const { token, principal } = await person('alice', 'viewer');
    clock.advance(MINUTE);
    await Promise.all([identity.signOut(principal), identity.authenticateSession(token)]);
    expect(await store.record('session', principal.sessionId ?? '')).toBeUndefined();
    expect(await identity.authenticateSession(token)).toBeUndefined();
  });

  it('I07: ends when its person signs out, once, and no other with it', async () => {
    const { identity, person, events } = await office();
    const { token, principal } = await person('alice', 'viewer');
    const { token: link } = await identity.changeUser(BOSS, 'alice', { newLink: true });
    const other = await redeem(identity, link ?? '');
    await Promise.all([identity.signOut(principal), identity.signOut(principal)]);
    expect(await identity.authenticateSession(token)).toBeUndefined();
    expect(await identity.authenticateSession(other.token)).toEqual(other.principal);
    const ended = (await events()).filter(({ action }) => action === 'session.ended');
    expect(ended).toEqual([
      expect.objectContaining({
        person: 'user:alice',
        details: { session: principal.sessionId, user: 'user:alice', reason: 'signed-out' },
      }),
    ]);
  });

  it('I07: signing out with a key ends nothing', async () => {
    const { identity, person } = await office();
    const { token, principal } = await person('alice', 'viewer');
    await identity.signOut({ ...principal, via: 'key', keyId: 'k', sessionId: null });
    expect(await identity.authenticateSession(token)).toBeDefined();
  });

  it('I07: is one of twenty at most; one more ends the oldest', async () => {
    const { identity, person, store } = await office();
    const tokens = [(await person('alice', 'viewer')).token];
    for (let n = 0; n < 20; n += 1) {
      const { token: link } = await identity.changeUser(BOSS, 'alice', { newLink: true });
      tokens.push((await redeem(identity, link ?? '')).token);
    }
    const known = await Promise.all(tokens.map((token) => identity.authenticateSession(token)));
    expect(known.map((principal) => principal !== undefined)).toEqual([
      false,
      ...Array(20).fill(true),
    ]);
    expect(await store.records('session', undefined, 100)).toHaveLength(21);
  });

  it('I07: that is over is swept away, and one that goes on is not', async () => {
    const { identity, person, clock, store } = await office();
    const old = await person('alice', 'viewer');
    clock.advance(12 * HOUR);
    const { token, principal } = await person('bob', 'viewer');
    await identity.sweep();
    const left = (await store.records('session', undefined, 10)).map(({ id }) => id);
    expect(left).toEqual([principal.sessionId]);
    expect(await identity.authenticateSession(old.token)).toBeUndefined();
    expect(await identity.authenticateSession(token)).toEqual(principal);
  });
});
