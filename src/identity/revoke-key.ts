import { type Key, withoutHash } from './api-key.ts';
import { type Actor, actorOf, audited } from './audited.ts';
import { IdentityError } from './identity-error.ts';
import type { IdentityTransaction, Means } from './identity-store.ts';
import type { PersonPrincipal } from './principal.ts';
import { KeyRecord, readRecord, type UserRecord } from './records.ts';
import { lesserRole } from './role.ts';
import { findUser, putUser } from './user-record.ts';

/**
 * Revokes a key, with those that were made with it; one that is revoked stays as it is.
 *
 * @throws IdentityError `not-found`
 */
export function revokeKey({ store, clock }: Means, actor: Actor, id: string): Promise<Key> {
  return store.write(async (tx) => {
    const key = readRecord(KeyRecord, await tx.record('key', id));
    if (key === undefined) throw new IdentityError('not-found', `there is no key \`${id}\``);
    return revoke(tx, clock.now(), actor, key);
  });
}

/**
 * The same for whoever the key belongs to. Who comes with a key ends what may no more than that key: a lesser
 * one that was stolen must not end the others.
 *
 * @throws IdentityError `not-found`, also for a key of somebody else, and one that may more
 */
export function revokeOwnKey(
  { store, clock }: Means,
  principal: PersonPrincipal,
  id: string,
): Promise<Key> {
  return store.write(async (tx) => {
    const key = readRecord(KeyRecord, await tx.record('key', id));
    if (key?.owner !== principal.userId || !mayEnd(principal, key)) {
      throw new IdentityError('not-found', `there is no key \`${id}\` of yours`);
    }
    return revoke(tx, clock.now(), actorOf(principal), key);
  });
}

function mayEnd({ via, keyId, role }: PersonPrincipal, key: KeyRecord): boolean {
  if (via === 'session' || key.id === keyId || role === 'admin') return true;
  return key.role !== 'agent' && lesserRole(key.role, role) === key.role;
}

async function revoke(
  tx: IdentityTransaction,
  now: number,
  actor: Actor,
  key: KeyRecord,
): Promise<Key> {
  if (key.revokedAt !== null) return withoutHash(key);
  const owner = await findUser(tx, key.owner);
  const made = owner === undefined ? [] : await madeWith(tx, owner, key);
  if (owner !== undefined) {
    const gone = new Set([key, ...made].map((one) => one.id));
    await putUser(tx, owner, { ...owner, keys: owner.keys.filter((one) => !gone.has(one)) });
  }
  for (const one of made) putRevoked(tx, now, actor, one);
  return withoutHash(putRevoked(tx, now, actor, key));
}

/** Keys that were made with a key, and with those in turn. */
async function madeWith(
  tx: IdentityTransaction,
  owner: UserRecord,
  key: KeyRecord,
): Promise<readonly KeyRecord[]> {
  const makers = new Set([key.id]);
  const made: KeyRecord[] = [];
  // a key is listed after the one that made it
  for (const id of owner.keys) {
    const one = readRecord(KeyRecord, await tx.record('key', id));
    if (one === undefined || one.maker === null || !makers.has(one.maker)) continue;
    makers.add(one.id);
    made.push(one);
  }
  return made;
}

/** Revokes what is left of a person's keys; the caller keeps the person, or removes them. */
export async function revokeKeysOf(
  tx: IdentityTransaction,
  now: number,
  actor: Actor,
  user: UserRecord,
): Promise<void> {
  for (const id of user.keys) {
    const key = readRecord(KeyRecord, await tx.record('key', id));
    // what cannot be read is refused anyway
    if (key !== undefined) putRevoked(tx, now, actor, key);
  }
}

function putRevoked(tx: IdentityTransaction, now: number, actor: Actor, key: KeyRecord): KeyRecord {
  const revoked = { ...key, revokedAt: now };
  tx.putRecord('key', key.id, revoked);
  const { id, name, owner } = key;
  tx.audit(audited('key.revoked', now, actor, { key: id, name, owner }));
  return revoked;
}
