import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { JsonRecord } from '../json/json-value.ts';
import { spelling } from '../json/spelling.ts';
import { IdentityError } from './identity-error.ts';
import type { IdentityTransaction, Means } from './identity-store.ts';
import { readRecord, ThrottleRecord } from './records.ts';

/** Wrong passwords without a delay. */
const FREE = 5;

/** The first delay; every failure more doubles it. */
const FIRST_DELAY = 1000;

/** The longest delay: who guesses has some hundred tries a day, and who is kept out gets in again. */
const LONGEST_DELAY = 15 * 60_000;

/** Failures are forgotten when nothing was tried for so long. */
const FORGOTTEN_AFTER = 24 * 60 * 60_000;

/** Who tries to sign in, and from where. */
export interface Attempt {
  /** As it was given: it may be nobody. */
  readonly user: string;
  readonly address: string;
}

/**
 * Counts an attempt as failed before it is judged, so that many at once are no way around the delay. It is
 * kept in the store: it survives a restart, and holds over all nodes.
 *
 * @throws IdentityError `rate-limited` when it has to wait; it is not counted then
 */
export async function countAttempt({ store, clock }: Means, attempt: Attempt): Promise<void> {
  const now = clock.now();
  const ids = idsOf(attempt);
  // without a write: who is refused must not cost more than that
  for (const id of ids) refuseEarly(await store.record('throttle', id), now);
  await store.write(async (tx) => {
    for (const id of ids) {
      const value = await tx.record('throttle', id);
      refuseEarly(value, now);
      tx.putRecord('throttle', id, { failures: failuresOf(value, now) + 1, at: now });
    }
  });
}

/** A right password: forgets what failed for its person, and takes that back from the address. */
export async function forgiveAttempts(tx: IdentityTransaction, attempt: Attempt): Promise<void> {
  const [user, address] = idsOf(attempt);
  const failures = readRecord(ThrottleRecord, await tx.record('throttle', user))?.failures ?? 0;
  tx.putRecord('throttle', user, undefined);
  const ofAddress = readRecord(ThrottleRecord, await tx.record('throttle', address));
  if (ofAddress === undefined) return;
  const left = Math.max(0, ofAddress.failures - failures);
  tx.putRecord('throttle', address, left === 0 ? undefined : { ...ofAddress, failures: left });
}

/** Whether a record counts no more, so that it can be removed. */
export const isForgotten = (value: JsonRecord, now: number): boolean => {
  const record = readRecord(ThrottleRecord, value);
  return record !== undefined && now - record.at >= FORGOTTEN_AFTER;
};

function refuseEarly(value: JsonRecord | undefined, now: number): void {
  const wait = delayOf(failuresOf(value, now)) - (now - lastOf(value, now));
  if (wait <= 0) return;
  const seconds = Math.ceil(wait / 1000);
  throw new IdentityError(
    'rate-limited',
    `too many wrong passwords: try again in ${seconds} s, or ask an administrator for a link`,
    seconds,
  );
}

/** How long after the last of so many failures the next attempt may come, in milliseconds. */
const delayOf = (failures: number): number =>
  failures < FREE ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - FREE));

/** What cannot be read counts as the most that could be in it. */
function failuresOf(value: JsonRecord | undefined, now: number): number {
  if (value === undefined || isForgotten(value, now)) return 0;
  return readRecord(ThrottleRecord, value)?.failures ?? Number.MAX_SAFE_INTEGER;
}

const lastOf = (value: JsonRecord | undefined, now: number): number =>
  readRecord(ThrottleRecord, value)?.at ?? now;

const idsOf = ({ user, address }: Attempt): readonly [string, string] => [
  `user:${digest(spelling(user).replace(/^(?:user:\s*)+/, ''))}`,
  `address:${digest(network(address))}`,
];

/** Ids are short, whatever was typed; and what was typed into the wrong field is not kept. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Who has one address of IPv6 has all of its /64. */
function network(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const [head = '', tail = ''] = (plain.split('%')[0] ?? '').split('::');
  const front = head.split(':').filter((group) => group !== '');
  const back = tail.split(':').filter((group) => group !== '');
  const zeros = plain.includes('::') ? 8 - front.length - back.length : 0;
  const groups = [...front, ...Array<string>(Math.max(0, zeros)).fill('0'), ...back];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
