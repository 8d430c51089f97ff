import { type Actor, audited } from './audited.ts';
import { groupId, recordId, userId } from './id-of-name.ts';
import { IdentityError } from './identity-error.ts';
import { allRecords, type Means } from './identity-store.ts';
import { GroupRecord, readRecord, type UserRecord } from './records.ts';
import { findUser, getUser, putUser } from './user-record.ts';

/** A group that policies can name as approvers, with the ids of who is in it. */
export type Group = GroupRecord;

/** All groups, in order of id. */
export async function listGroups({ store }: Means): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for await (const { value } of allRecords(store, 'group')) {
    const record = readRecord(GroupRecord, value);
    if (record !== undefined) groups.push(record);
  }
  return groups;
}

/**
 * Makes a group, or changes who is in it. An id keeps the spelling it was first given.
 *
 * @param members ids of people, however they are spelled
 * @throws IdentityError `not-found` for a member that is nobody, `request/malformed` for a name that is none
 */
export async function putGroup(
  { store, clock }: Means,
  actor: Actor,
  given: string,
  members: readonly string[],
): Promise<Group> {
  const asked = groupId(given);
  const wanted = new Set(members.map((member) => recordId(userId(member))));
  return store.write(async (tx) => {
    const place = recordId(asked);
    const value = await tx.record('group', place);
    const kept = readRecord(GroupRecord, value);
    // who is in a group that cannot be read would stay in it unseen
    if (value !== undefined && kept === undefined) throw new Error(`group ${asked} cannot be read`);
    const { id, members: before } = kept ?? { id: asked, members: [] };
    const people: UserRecord[] = [];
    for (const member of wanted) people.push(await getUser(tx, member));
    const added = people.filter(({ groups }) => !groups.includes(id));
    const removed = before.filter((member) => !wanted.has(recordId(member)));
    for (const person of added) {
      await putUser(tx, person, { ...person, groups: [...person.groups, id] });
    }
    for (const member of removed) {
      const person = await findUser(tx, member);
      if (person !== undefined) await putUser(tx, person, withoutGroup(person, id));
    }
    const group: Group = { id, members: people.map((person) => person.id) };
    tx.putRecord('group', place, group);
    tx.audit(
      audited('group.changed', clock.now(), actor, {
        group: id,
        added: added.map((person) => person.id),
        removed,
      }),
    );
    return group;
  });
}

/**
 * Removes a group; nobody is in it then.
 *
 * @throws IdentityError `not-found`
 */
export async function removeGroup(
  { store, clock }: Means,
  actor: Actor,
  given: string,
): Promise<void> {
  const place = recordId(groupId(given));
  await store.write(async (tx) => {
    const group = readRecord(GroupRecord, await tx.record('group', place));
    if (group === undefined) {
      throw new IdentityError('not-found', `there is no group \`${given}\``);
    }
    for (const member of group.members) {
      const person = await findUser(tx, member);
      if (person !== undefined) await putUser(tx, person, withoutGroup(person, group.id));
    }
    tx.putRecord('group', place, undefined);
    tx.audit(audited('group.removed', clock.now(), actor, { group: group.id }));
  });
}

const withoutGroup = (person: UserRecord, group: string): UserRecord => ({
  ...person,
  groups: person.groups.filter((one) => one !== group),
});
