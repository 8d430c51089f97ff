import { type Actor, actorOf, audited } from './audited.ts';
import { userId } from './id-of-name.ts';
import { IdentityError } from './identity-error.ts';
import { allRecords, type IdentityTransaction, type Means } from './identity-store.ts';
import type { PersonPrincipal } from './principal.ts';
import { KeyRecord, readRecord, type UserRecord } from './records.ts';
import { lesserRole, type Role } from './role.ts';
import { makeToken } from './secret-token.ts';
import { findUser, getUser, putUser } from './user-record.ts';

/** A key without what it is proved with. Times are milliseconds since the Unix epoch. */
export type Key = Omit<KeyRecord, 'hash'>;

/** A key that was made, with its text, which nobody sees again. */
export interface MadeKey {
  readonly key: Key;
  readonly text: string;
}

/** What a key is to be. */
export interface KeyWish {
  readonly name: string;
  readonly role: Role;
  /** The agent it is bound to; with role `agent`, and only then. */
  readonly agent: string | null;
  /** Whose it is, with or without `user:`. */
  readonly owner: string;
  readonly expiresAt: number | null;
}

/**
 * Makes a key. It never may more than its owner.
 *
 * @throws IdentityError `not-found` for an owner that is not there, `conflict` for one that is disabled or
 *   may less, `request/malformed` for an agent's key that names none, and the other way round, and for an
 *   expiry that is past
 */
export async function createKey(means: Means, actor: Actor, wish: KeyWish): Promise<MadeKey> {
  checkWish(wish, means.clock.now());
  const ownerId = userId(wish.owner);
  return means.store.write(async (tx) =>
    putKey(tx, means, actor, await getUser(tx, ownerId), { ...wish, maker: null }),
  );
}

/**
 * Makes a key of one's own, with the role one has now. One that a key makes does not outlive it: it expires no
 * later, and is revoked with it.
 *
 * @throws IdentityError as `createKey`, and `auth/invalid` when the key or the session that asks has ended
 */
export async function createOwnKey(
  means: Means,
  principal: PersonPrincipal,
  { name, expiresAt }: Pick<KeyWish, 'name' | 'expiresAt'>,
): Promise<MadeKey> {
  const { userId, role, keyId, sessionId } = principal;
  const now = means.clock.now();
  const wish = { name, role, agent: null, owner: userId, expiresAt };
  checkWish(wish, now);
  return means.store.write(async (tx) => {
    const owner = await findUser(tx, userId);
    const maker = keyId === null ? undefined : readRecord(KeyRecord, await tx.record('key', keyId));
    const mayAsk =
      keyId === null
        ? sessionId !== null && owner?.sessions.includes(sessionId)
        : maker !== undefined && owner?.keys.includes(keyId);
    // what was revoked while its request was on the way makes nothing that lasts
    if (owner === undefined || mayAsk !== true) {
      throw new IdentityError('auth/invalid', 'who asks is not signed in any more: sign in again');
    }
    const ends = [expiresAt, maker?.expiresAt ?? null].filter((end) => end !== null);
    const made = { ...wish, expiresAt: ends.length === 0 ? null : Math.min(...ends), maker: keyId };
    return putKey(tx, means, actorOf(principal), owner, made);
  });
}

/** @throws IdentityError `conflict` for an owner that is disabled or may less */
async function putKey(
  tx: IdentityTransaction,
  { clock, random }: Means,
  actor: Actor,
  owner: UserRecord,
  { name, role, agent, expiresAt, maker }: KeyWish & Pick<KeyRecord, 'maker'>,
): Promise<MadeKey> {
  if (owner.disabled !== false) {
    throw new IdentityError('conflict', `\`${owner.id}\` is disabled: enable them first`);
  }
  if (role !== 'agent' && lesserRole(role, owner.role) !== role) {
    throw new IdentityError(
      'conflict',
      `a key of \`${owner.id}\` cannot have role \`${role}\`: they have \`${owner.role}\` themselves`,
    );
  }
  const now = clock.now();
  const { id, hash, text } = makeToken('assent', random);
  const what = { name, role, agent, owner: owner.id };
  const key: Key = { id, ...what, maker, createdAt: now, expiresAt, revokedAt: null };
  tx.putRecord('key', id, { ...key, hash });
  await putUser(tx, owner, { ...owner, keys: [...owner.keys, id] });
  const details = { key: id, ...what, expires_at: isoOrNull(expiresAt) };
  tx.audit(audited('key.created', now, actor, details));
  return { key, text };
}

/** All keys, in order of id; those that were revoked or have expired as well. */
export async function listKeys({ store }: Means): Promise<readonly Key[]> {
  const keys: Key[] = [];
  for await (const { value } of allRecords(store, 'key')) {
    const record = readRecord(KeyRecord, value);
    if (record !== undefined) keys.push(withoutHash(record));
  }
  return keys;
}

function checkWish({ name, role, agent, expiresAt }: KeyWish, now: number): void {
  if (!ONE_LINE.test(name) || (agent !== null && !ONE_LINE.test(agent))) {
    throw new IdentityError(
      'request/malformed',
      'a name of a key or an agent has to be text on one line, of 1 to 200 characters',
    );
  }
  if ((role === 'agent') !== (agent !== null)) {
    throw new IdentityError(
      'request/malformed',
      role === 'agent'
        ? 'a key with role `agent` has to name its agent'
        : `a key with role \`${role}\` is a person's: leave the agent out, or use role \`agent\``,
    );
  }
  if (expiresAt !== null && !(expiresAt > now)) {
    throw new IdentityError(
      'request/malformed',
      'the moment a key expires has to be still to come',
    );
  }
}

const ONE_LINE = /^(?=.*\S)[^\p{Cc}\p{Cs}]{1,200}$/u;

/** A key as it may be shown. */
export const withoutHash = ({ hash: _, ...key }: KeyRecord): Key => key;

const isoOrNull = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();
