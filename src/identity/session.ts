import { type Actor, audited } from './audited.ts';
import type { IdentityTransaction, Means } from './identity-store.ts';
import type { PersonPrincipal } from './principal.ts';
import { readRecord, SessionRecord, type UserRecord } from './records.ts';
import { makeToken, readToken, sameHash } from './secret-token.ts';
import { findUser, getUser, putUser } from './user-record.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Without a request for so long, a session is over. */
const IDLE = 12 * HOUR;

/** However busy, a session is over after so long. */
const ABSOLUTE = 7 * 24 * HOUR;

/** Of one person at once; one more ends the oldest. */
const MOST_SESSIONS = 20;

/** A session that has begun, with what the browser keeps. */
export interface SignedIn {
  readonly token: string;
  readonly principal: PersonPrincipal;
}

/** How somebody signed in, and from where. */
export interface Entrance {
  readonly via: 'password' | 'link';
  readonly address: string;
}

/** A session that is not kept yet, and the person with it. */
export interface NewSession {
  readonly signedIn: SignedIn;
  readonly user: UserRecord;
}

/** Begins a session; the caller keeps the person as it is given back, with `putUser`. */
export async function beginSession(
  tx: IdentityTransaction,
  { clock, random }: Means,
  user: UserRecord,
  { via, address }: Entrance,
): Promise<NewSession> {
  const now = clock.now();
  const { id, hash, text } = makeToken('assent-session', random);
  const actor: Actor = { person: user.id, via };
  const tooMany = user.sessions.slice(0, Math.max(0, user.sessions.length + 1 - MOST_SESSIONS));
  for (const old of tooMany) {
    await dropSession(tx, now, actor, { session: old, user: user.id, reason: 'too-many' });
  }
  const record: SessionRecord = { id, user: user.id, hash, createdAt: now, seenAt: now };
  tx.putRecord('session', id, record);
  tx.audit(audited('session.started', now, actor, { session: id, address }));
  const sessions = [...user.sessions.slice(tooMany.length), id];
  return {
    signedIn: { token: text, principal: principalOf(record, user) },
    user: { ...user, sessions },
  };
}

/** Why a session ended before its time. */
export type SessionEnd =
  | 'signed-out'
  | 'password-changed'
  | 'user-disabled'
  | 'user-removed'
  | 'too-many';

/** Ends the sessions of a person, but one; the caller keeps the person as it is given back. */
export async function endSessions(
  tx: IdentityTransaction,
  now: number,
  actor: Actor,
  user: UserRecord,
  reason: SessionEnd,
  but: string | null = null,
): Promise<UserRecord> {
  for (const session of user.sessions) {
    if (session === but) continue;
    await dropSession(tx, now, actor, { session, user: user.id, reason });
  }
  return { ...user, sessions: user.sessions.filter((session) => session === but) };
}

/** Ends the session that somebody signed in with; who came with a key has none, and stays as they are. */
export async function signOut(means: Means, principal: PersonPrincipal): Promise<void> {
  const { sessionId, userId } = principal;
  if (sessionId === null) return;
  await means.store.write(async (tx) => {
    const user = await getUser(tx, userId);
    // another request may have ended it before
    if (!user.sessions.includes(sessionId)) return;
    const actor: Actor = { person: userId, via: 'session' };
    await dropSession(tx, means.clock.now(), actor, {
      session: sessionId,
      user: userId,
      reason: 'signed-out',
    });
    const sessions = user.sessions.filter((session) => session !== sessionId);
    await putUser(tx, user, { ...user, sessions });
  });
}

/** Who a session's token is of, while the session lasts; notes that it was used, once a minute. */
export async function authenticateSession(
  { store, clock }: Means,
  text: string,
): Promise<PersonPrincipal | undefined> {
  const token = readToken('assent-session', text);
  if (token === undefined) return undefined;
  const session = readRecord(SessionRecord, await store.record('session', token.id));
  if (session === undefined || !sameHash(session.hash, token.hash)) return undefined;
  const now = clock.now();
  if (isOver(session, now)) return undefined;
  const user = await findUser(store, session.user);
  if (user === undefined || user.disabled !== false) return undefined;
  if (!user.sessions.includes(session.id)) return undefined;
  if (now - session.seenAt >= MINUTE) {
    await store.write(async (tx) => {
      const latest = readRecord(SessionRecord, await tx.record('session', session.id));
      // it may have ended, or another node have noted a later moment
      if (latest !== undefined && latest.seenAt < now) {
        tx.putRecord('session', session.id, { ...latest, seenAt: now });
      }
    });
  }
  return principalOf(session, user);
}

/** Whether a session has been idle, or has lasted, for too long. */
export const isOver = (session: SessionRecord, now: number): boolean =>
  now - session.seenAt >= IDLE || now - session.createdAt >= ABSOLUTE;

/** What was over before ends unsaid. */
async function dropSession(
  tx: IdentityTransaction,
  now: number,
  actor: Actor,
  details: { readonly session: string; readonly user: string; readonly reason: SessionEnd },
): Promise<void> {
  const session = readRecord(SessionRecord, await tx.record('session', details.session));
  tx.putRecord('session', details.session, undefined);
  if (session !== undefined && !isOver(session, now))
    tx.audit(audited('session.ended', now, actor, details));
}

const principalOf = (session: SessionRecord, user: UserRecord): PersonPrincipal => ({
  kind: 'person',
  role: user.role,
  userId: user.id,
  groups: user.groups,
  via: 'session',
  keyId: null,
  sessionId: session.id,
});
