import { type Actor, audited } from './audited.ts';
import { recordId, userId } from './id-of-name.ts';
import { IdentityError } from './identity-error.ts';
import { allRecords, type IdentityTransaction, type Means } from './identity-store.ts';
import { makeLink } from './one-time-link.ts';
import { GroupRecord, readRecord, UserRecord } from './records.ts';
import { revokeKeysOf } from './revoke-key.ts';
import type { PersonRole } from './role.ts';
import { endSessions } from './session.ts';
import { getUser, isPersonRecord, newUser, putUser, withoutLink } from './user-record.ts';

/** A person. Times are milliseconds since the Unix epoch. */
export interface User {
  /** `user:` id, stable over channels. */
  readonly id: string;
  readonly role: PersonRole;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  /** `group:` references. */
  readonly groups: readonly string[];
  readonly createdAt: number;
}

/** All people, in order of id. */
export async function listUsers({ store }: Means): Promise<readonly User[]> {
  const users: User[] = [];
  for await (const { id, value } of allRecords(store, 'user')) {
    const record = isPersonRecord(id) ? readRecord(UserRecord, value) : undefined;
    if (record !== undefined) users.push(asUser(record));
  }
  return users;
}

/**
 * Adds a person. Their id keeps the spelling that is given; no other may look like it.
 *
 * @param given a name, with or without `user:`
 * @returns the person, and the token of a one-time link for them
 * @throws IdentityError `conflict` when there is such a person, `request/malformed` for a name that is none
 */
export async function createUser(
  means: Means,
  actor: Actor,
  given: { readonly user: string; readonly role: PersonRole },
): Promise<{ readonly user: User; readonly token: string }> {
  const id = userId(given.user);
  const now = means.clock.now();
  return means.store.write(async (tx) => {
    if ((await tx.record('user', recordId(id))) !== undefined) {
      throw new IdentityError('conflict', `there is a person \`${id}\` already`);
    }
    const { user, token } = makeLink(tx, means, newUser(id, given.role, now));
    await putUser(tx, undefined, user);
    tx.audit(audited('user.created', now, actor, { user: id, role: given.role }));
    return { user: asUser(user), token };
  });
}

/** What is to be different about a person; absent stays as it is. */
export interface UserChange {
  readonly role?: PersonRole | undefined;
  readonly disabled?: boolean | undefined;
  /** Whether to make another one-time link, in place of an older one. */
  readonly newLink?: boolean | undefined;
}

/**
 * Changes what a person may do; sessions and keys go by it from the next request on. Who is disabled is
 * signed out, and their keys are refused until they are enabled.
 *
 * @returns the person, and the token of the link where one was asked for
 * @throws IdentityError `not-found`; `conflict` when nobody would administer any more, and for a link of
 *   somebody disabled
 */
export async function changeUser(
  means: Means,
  actor: Actor,
  id: string,
  change: UserChange,
): Promise<{ readonly user: User; readonly token: string | undefined }> {
  const now = means.clock.now();
  return means.store.write(async (tx) => {
    const before = await getUser(tx, userId(id));
    const role = change.role ?? before.role;
    const disabled = change.disabled ?? before.disabled;
    let user: UserRecord = { ...before, role, disabled };
    let token: string | undefined;
    if (disabled) {
      user = withoutLink(tx, await endSessions(tx, now, actor, user, 'user-disabled'));
    }
    if (change.newLink === true) {
      if (disabled) {
        throw new IdentityError('conflict', `\`${user.id}\` is disabled: enable them first`);
      }
      ({ user, token } = makeLink(tx, means, user));
    }
    await putUser(tx, before, user);
    const details = changesOf(before, user);
    if (details.changed.length > 0) tx.audit(audited('user.changed', now, actor, details));
    return { user: asUser(user), token };
  });
}

/**
 * Removes a person, with their keys, sessions and memberships.
 *
 * @throws IdentityError `not-found`; `conflict` when nobody would administer any more
 */
export async function removeUser(means: Means, actor: Actor, id: string): Promise<void> {
  const now = means.clock.now();
  await means.store.write(async (tx) => {
    const user = await getUser(tx, userId(id));
    await revokeKeysOf(tx, now, actor, user);
    await endSessions(tx, now, actor, user, 'user-removed');
    withoutLink(tx, user);
    for (const group of user.groups) await leaveGroup(tx, group, user.id);
    await putUser(tx, user, undefined);
    tx.audit(audited('user.removed', now, actor, { user: user.id, groups: user.groups }));
  });
}

async function leaveGroup(tx: IdentityTransaction, id: string, user: string): Promise<void> {
  const group = readRecord(GroupRecord, await tx.record('group', recordId(id)));
  if (group === undefined) return;
  const members = group.members.filter((member) => member !== user);
  tx.putRecord('group', recordId(id), { ...group, members });
}

/** What an administrator changed, as the audit log says it. */
function changesOf(before: UserRecord, after: UserRecord) {
  const changed = [
    ...(before.role === after.role ? [] : ['role']),
    ...(before.disabled === after.disabled ? [] : ['disabled']),
    ...(after.link === null || before.link === after.link ? [] : ['link']),
  ];
  return { user: after.id, changed, role: after.role, disabled: after.disabled };
}

const asUser = ({ id, role, disabled, password, groups, createdAt }: UserRecord): User => ({
  id,
  role,
  disabled,
  hasPassword: password !== null,
  groups,
  createdAt,
});
