import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdentityError } from '../../src/identity/identity-error.ts';
import { type Attempt, countAttempt, forgiveAttempts } from '../../src/identity/login-throttle.ts';
import { manualClock } from '../support/manual-clock.ts';
import { emptyOffice, STORES } from './office.ts';

const DAY = 24 * 60 * 60_000;

/** Attempts over a store, with the seconds that each has to wait; 0 where it is let through. */
async function throttle(open = STORES.memory) {
  const { store, clock, identity } = await emptyOffice(open);
  const random = () => new Uint8Array();
  const means = { store, clock, random };
  const wait = async (attempt: Attempt): Promise<number> => {
    try {
      await countAttempt(means, attempt);
      return 0;
    } catch (error) {
      if (error instanceof IdentityError && error.code === 'rate-limited') {
        return error.retryAfter ?? Number.NaN;
      }
      throw error;
    }
  };
  const forgive = (attempt: Attempt) => store.write((tx) => forgiveAttempts(tx, attempt));
  return { store, clock, identity, wait, forgive };
}

const from = (user: string, address: string): Attempt => ({ user, address });

describe('wrong passwords', () => {
  it.each([
    ['for one person, wherever they come from', (n: number) => from('alice', `192.0.2.${n}`)],
    ['from one address, for whomever', (n: number) => from(`user${n}`, '192.0.2.1')],
    ['from one network of IPv6', (n: number) => from(`user${n}`, `2001:db8:0:1::${n}`)],
    [
      'however the name is written',
      (n: number) => from(['alice', 'ALICE', 'user:alice', 'User: alice'][n % 4] ?? '', `${n}`),
    ],
  ])(
    'I07: %s: five are free, then each doubles the delay up to a quarter of an hour',
    async (_, nth) => {
      const { clock, wait } = await throttle();
      for (let n = 0; n < 5; n += 1) expect(await wait(nth(n))).toBe(0);
      const delays: number[] = [];
      for (let n = 5; n < 18; n += 1) {
        const delay = await wait(nth(n));
        delays.push(delay);
        clock.advance(delay * 1000 - 1);
        expect(await wait(nth(n))).toBe(1);
        clock.advance(1);
        expect(await wait(nth(n))).toBe(0);
      }
      expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    },
  );

  it.each([
    ['another person from another address', from('bob', '192.0.2.9')],
    ['another network of IPv6', from('bob', '2001:db8:0:2::1')],
  ])('I07: do not delay %s', async (_, other) => {
    const { wait } = await throttle();
    for (let n = 0; n < 9; n += 1) {
      await wait(from('alice', '192.0.2.1'));
      await wait(from('carol', '2001:db8:0:1::1'));
    }
    expect(await wait(other)).toBe(0);
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['2001:DB8::1', '2001:db8:0:0:ffff::', true],
    ['2001:db8::', '2001:0db8::1', true],
    ['fe80::1%eth0', 'fe80::2', true],
    ['::1', '1::', false],
    ['192.0.2.1', '192.0.2.2', false],
    ['', 'x', false],
  ])('I07: are counted for %j and %j together: %j', async (one, other, together) => {
    const { wait } = await throttle();
    for (let n = 0; n < 5; n += 1) await wait(from(`user${n}`, one));
    expect((await wait(from('last', other))) > 0).toBe(together);
  });

  it('I07: many at once are no way around the delay', async () => {
    const { wait } = await throttle();
    const waits = await Promise.all(
      Array.from({ length: 50 }, () => wait(from('alice', '192.0.2.1'))),
    );
    expect(waits.filter((seconds) => seconds === 0)).toHaveLength(5);
  });

  it('I07: are kept over a restart, and hold over nodes', async () => {
    const { store, clock, wait } = await throttle(STORES.sqlite);
    for (let n = 0; n < 5; n += 1) await wait(from('alice', '192.0.2.1'));
    const means = { store, clock: manualClock(clock.now()), random: () => new Uint8Array() };
    await expect(countAttempt(means, from('alice', '192.0.2.2'))).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfter: 1,
    });
  });

  it('I07: a right password clears what failed for its person, here and at the address', async () => {
    const { wait, forgive, store } = await throttle();
    const alice = from('alice', '192.0.2.1');
    for (let n = 0; n < 4; n += 1) await wait(alice);
    await forgive(alice);
    expect(await store.records('throttle', undefined, 10)).toEqual([]);
  });

  it('I07: a right password of one’s own does not clear what failed for others from there', async () => {
    const { wait, forgive } = await throttle();
    const mine = from('mallory', '192.0.2.1');
    let tried = 0;
    for (let n = 0; n < 20; n += 1) {
      if ((await wait(from(`victim${n}`, '192.0.2.1'))) === 0) tried += 1;
      if ((await wait(mine)) === 0) await forgive(mine);
    }
    expect(tried).toBe(5);
  });

  it('I07: are forgotten after a day without one, and swept away', async () => {
    const { clock, wait, identity, store } = await throttle();
    const alice = from('alice', '192.0.2.1');
    for (let n = 0; n < 5; n += 1) await wait(alice);
    await identity.sweep();
    expect(await store.records('throttle', undefined, 10)).toHaveLength(2);
    clock.advance(DAY);
    await identity.sweep();
    expect(await store.records('throttle', undefined, 10)).toEqual([]);
    for (let n = 0; n < 5; n += 1) expect(await wait(alice)).toBe(0);
    expect(await wait(alice)).toBe(1);
  });

  it('I07: a count that cannot be read is a long delay, not none', async () => {
    const { store, wait } = await throttle();
    const alice = from('alice', '192.0.2.1');
    await wait(alice);
    const [address] = await store.records('throttle', undefined, 1);
    await store.write(async (tx) => tx.putRecord('throttle', address?.id ?? '', { failures: -1 }));
    expect(await wait(alice)).toBe(900);
  });

  it('I07: whatever the rhythm, nobody gets more than some hundred tries in a day', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(30 * 60_000), { minLength: 1, maxLength: 20 }),
        async (gaps) => {
          const { clock, wait } = await throttle();
          const end = clock.now() + DAY;
          let tries = 0;
          for (let n = 0; clock.now() < end && n < 500; n += 1) {
            if ((await wait(from('alice', `${n}`))) === 0) tries += 1;
            clock.advance(1 + (gaps[n % gaps.length] ?? 0));
          }
          expect(tries).toBeLessThan(120);
        },
      ),
      { numRuns: 20 },
    );
  });
});
