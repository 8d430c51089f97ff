import { z } from 'zod';
import { recordId } from './id-of-name.ts';
import { IdentityError } from './identity-error.ts';
import { allRecords, type IdentityStore, type IdentityTransaction } from './identity-store.ts';
import { readRecord, UserRecord } from './records.ts';
import type { PersonRole } from './role.ts';

/** Who administers, so that a transaction knows it without reading everybody. No user's id is like this. */
const ROSTER_ID = 'administrators';

const Roster = z
  .strictObject({
    /** Record ids of administrators that are not disabled. */
    admins: z.array(z.string()).readonly(),
    /** Ids of links for the first administrator, the oldest first; none once there was one. */
    firstLinks: z.array(z.string()).readonly(),
  })
  .readonly();
type Roster = z.infer<typeof Roster>;

/** Whether a record of kind `user` is a person; one is the list of administrators. */
export const isPersonRecord = (id: string): boolean => id !== ROSTER_ID;

/** Whether there is anybody but viewers, who cannot make anybody else; a record that cannot be read counts. */
export async function hasMoreThanViewers(store: IdentityStore): Promise<boolean> {
  for await (const { id, value } of allRecords(store, 'user')) {
    if (isPersonRecord(id) && readRecord(UserRecord, value)?.role !== 'viewer') return true;
  }
  return false;
}

/** A person as they begin: without a password, in no group. */
export const newUser = (id: string, role: PersonRole, now: number): UserRecord => ({
  id,
  role,
  disabled: false,
  password: null,
  groups: [],
  keys: [],
  sessions: [],
  link: null,
  createdAt: now,
});

/** Takes the one-time link of a person back, if there is one; the caller keeps the person. */
export function withoutLink(tx: IdentityTransaction, user: UserRecord): UserRecord {
  if (user.link !== null) tx.putRecord('link', user.link, undefined);
  return { ...user, link: null };
}

/** A person, however their id is spelled; `undefined` where there is none, or the record was tampered with. */
export async function findUser(
  reader: Pick<IdentityTransaction, 'record'>,
  id: string,
): Promise<UserRecord | undefined> {
  return readRecord(UserRecord, await reader.record('user', recordId(id)));
}

/** The same, for a request that has to have them. @throws IdentityError `not-found` */
export async function getUser(
  reader: Pick<IdentityTransaction, 'record'>,
  id: string,
): Promise<UserRecord> {
  const user = await findUser(reader, id);
  if (user === undefined) throw new IdentityError('not-found', `there is no person \`${id}\``);
  return user;
}

/** @throws Error when it was tampered with: nobody becomes an administrator by that */
export async function readRoster(reader: Pick<IdentityTransaction, 'record'>): Promise<Roster> {
  const value = await reader.record('user', ROSTER_ID);
  if (value === undefined) return { admins: [], firstLinks: [] };
  const roster = readRecord(Roster, value);
  if (roster === undefined) throw new Error('the list of administrators cannot be read');
  return roster;
}

/** Remembers which links the first administrator is made with. Only where there is no administrator. */
export const putFirstLinks = (tx: IdentityTransaction, firstLinks: readonly string[]): void =>
  tx.putRecord('user', ROSTER_ID, { admins: [], firstLinks });

/**
 * Adds, changes or removes a person; the one way to do so, once a person in a transaction.
 *
 * @throws IdentityError `conflict` when nobody would administer any more
 */
export async function putUser(
  tx: IdentityTransaction,
  before: UserRecord | undefined,
  after: UserRecord | undefined,
): Promise<void> {
  const id = recordId(after?.id ?? before?.id ?? '');
  tx.putRecord('user', id, after);
  if (administers(before) === administers(after)) return;
  const { admins, firstLinks } = await readRoster(tx);
  const others = admins.filter((one) => one !== id);
  if (!administers(after) && others.length === 0) {
    throw new IdentityError(
      'conflict',
      `\`${before?.id}\` is the last administrator: make another person one first`,
    );
  }
  for (const link of firstLinks) tx.putRecord('link', link, undefined);
  const next = { admins: administers(after) ? [...others, id] : others, firstLinks: [] };
  tx.putRecord('user', ROSTER_ID, next);
}

const administers = (user: UserRecord | undefined): boolean =>
  user?.role === 'admin' && user.disabled === false;
