import type { JsonRecord } from '../json/json-value.ts';
import { type Actor, audited } from './audited.ts';
import { recordId, userId } from './id-of-name.ts';
import { IdentityError } from './identity-error.ts';
import type { IdentityTransaction, Means } from './identity-store.ts';
import { tokenOfLink } from './link-url.ts';
import { withPassword } from './new-password.ts';
import { hashPassword } from './password.ts';
import { LinkRecord, readRecord, type UserRecord } from './records.ts';
import { makeToken, readToken, type SecretToken, sameHash } from './secret-token.ts';
import { beginSession, type SignedIn } from './session.ts';
import {
  findUser,
  hasMoreThanViewers,
  newUser,
  putFirstLinks,
  putUser,
  readRoster,
  withoutLink,
} from './user-record.ts';

/** How long a link can be used. */
const LASTS = 24 * 60 * 60_000;

/** Links for the first administrator that can be used at a time: servers that share a store each show one. */
const MOST_FIRST_LINKS = 10;

/**
 * Makes a link for a person in place of an older one; the caller keeps the person as it is given back.
 *
 * @returns the token, which nobody sees again
 */
export function makeLink(
  tx: IdentityTransaction,
  { clock, random }: Means,
  user: UserRecord,
): { readonly user: UserRecord; readonly token: string } {
  const { id, hash, text } = makeToken('assent-link', random);
  const record: LinkRecord = { id, user: user.id, hash, expiresAt: clock.now() + LASTS };
  tx.putRecord('link', id, record);
  return { user: { ...withoutLink(tx, user), link: id }, token: text };
}

/**
 * A link for the first administrator; `undefined` once there is anybody but viewers. Older ones can still be
 * used: several servers may start at once. The first that is used ends all others.
 */
export async function firstLink({ store, clock, random }: Means): Promise<string | undefined> {
  if (await hasMoreThanViewers(store)) return undefined;
  return store.write(async (tx) => {
    const { admins, firstLinks } = await readRoster(tx);
    if (admins.length > 0) return undefined;
    const { id, hash, text } = makeToken('assent-link', random);
    const tooMany = firstLinks.slice(0, Math.max(0, firstLinks.length + 1 - MOST_FIRST_LINKS));
    for (const old of tooMany) tx.putRecord('link', old, undefined);
    const record: LinkRecord = { id, user: null, hash, expiresAt: clock.now() + LASTS };
    tx.putRecord('link', id, record);
    putFirstLinks(tx, [...firstLinks.slice(tooMany.length), id]);
    return text;
  });
}

/** What somebody who opened a link gives. */
export interface Redemption {
  /** A whole link, or its token. */
  readonly token: string;
  /** Who the first administrator is, `admin` where absent; other links say whose they are. */
  readonly user: string | null;
  readonly password: string | null;
  readonly address: string;
}

/**
 * Signs in with a link, which cannot be used again, and sets the password where one is given; every other
 * session of that person ends with the old one.
 *
 * @throws IdentityError `auth/invalid` for a link that is none, was used or has expired, or of somebody
 *   disabled; `conflict` for a link of another person than was given; `request/malformed` for a name or a
 *   password that cannot be one
 */
export async function redeemLink(means: Means, given: Redemption): Promise<SignedIn> {
  const { store, clock, random } = means;
  const token = readToken('assent-link', tokenOfLink(given.token));
  if (token === undefined) throw invalid();
  const link = validLink(await store.record('link', token.id), token, clock.now());
  if (link.user === null && (await hasMoreThanViewers(store))) throw invalid();
  const newcomer = userId(given.user ?? 'admin');
  const password = given.password === null ? null : await hashPassword(given.password, random);
  return store.write(async (tx) => {
    const { user: owner } = validLink(await tx.record('link', token.id), token, clock.now());
    if (owner !== null && given.user !== null && recordId(newcomer) !== recordId(owner)) {
      throw new IdentityError(
        'conflict',
        `this link is of \`${owner}\`: leave the person out, or ask an administrator for another link`,
      );
    }
    tx.putRecord('link', token.id, undefined);
    return owner === null
      ? beginAsFirst(tx, means, token.id, newcomer, password, given.address)
      : enter(tx, means, await findUser(tx, owner), token.id, password, given.address);
  });
}

/** Signs in whose link it is. */
async function enter(
  tx: IdentityTransaction,
  means: Means,
  before: UserRecord | undefined,
  link: string,
  password: string | null,
  address: string,
): Promise<SignedIn> {
  if (before === undefined || before.disabled !== false || before.link !== link) throw invalid();
  let user: UserRecord = { ...before, link: null };
  if (password !== null) {
    user = await withPassword(
      tx,
      means.clock.now(),
      { person: user.id, via: 'link' },
      user,
      password,
    );
  }
  const begun = await beginSession(tx, means, user, { via: 'link', address });
  await putUser(tx, before, begun.user);
  return begun.signedIn;
}

/** Makes the first administrator, and signs them in. */
async function beginAsFirst(
  tx: IdentityTransaction,
  means: Means,
  link: string,
  id: string,
  password: string | null,
  address: string,
): Promise<SignedIn> {
  const { admins, firstLinks } = await readRoster(tx);
  const taken = await tx.record('user', recordId(id));
  if (admins.length > 0 || !firstLinks.includes(link) || taken !== undefined) throw invalid();
  const now = means.clock.now();
  const user: UserRecord = { ...newUser(id, 'admin', now), password };
  const actor: Actor = { person: id, via: 'link' };
  tx.audit(audited('user.created', now, actor, { user: id, role: 'admin' }));
  const begun = await beginSession(tx, means, user, { via: 'link', address });
  await putUser(tx, undefined, begun.user);
  return begun.signedIn;
}

/** @throws IdentityError `auth/invalid` when a link cannot be used now with this token */
function validLink(value: JsonRecord | undefined, token: SecretToken, now: number): LinkRecord {
  const link = readRecord(LinkRecord, value);
  if (link === undefined || !sameHash(link.hash, token.hash) || link.expiresAt <= now) {
    throw invalid();
  }
  return link;
}

const invalid = (): IdentityError =>
  new IdentityError(
    'auth/invalid',
    'this link cannot be used, or not any more: ask an administrator for another one',
  );
