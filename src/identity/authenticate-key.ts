import type { Means } from './identity-store.ts';
import type { Principal } from './principal.ts';
import { KeyRecord, readRecord, type UserRecord } from './records.ts';
import { lesserRole } from './role.ts';
import { readToken, sameHash } from './secret-token.ts';
import { findUser } from './user-record.ts';

/** Who a key's text is of; `undefined` for what is no key, or none that may be used now. */
export async function authenticateKey(
  { store, clock }: Means,
  text: string,
): Promise<Principal | undefined> {
  const token = readToken('assent', text);
  if (token === undefined) return undefined;
  const key = readRecord(KeyRecord, await store.record('key', token.id));
  if (key === undefined || !sameHash(key.hash, token.hash)) return undefined;
  if (key.revokedAt !== null) return undefined;
  if (key.expiresAt !== null && key.expiresAt <= clock.now()) return undefined;
  const owner = await findUser(store, key.owner);
  if (owner === undefined || owner.disabled !== false) return undefined;
  if (!owner.keys.includes(key.id)) return undefined;
  return principalOf(key, owner);
}

function principalOf(key: KeyRecord, owner: UserRecord): Principal | undefined {
  const { id, role, agent } = key;
  if (role === 'agent') {
    if (agent === null) return undefined;
    return { kind: 'agent', role, agentId: agent, keyId: id, owner: owner.id };
  }
  return {
    kind: 'person',
    role: lesserRole(role, owner.role),
    userId: owner.id,
    groups: owner.groups,
    via: 'key',
    keyId: id,
    sessionId: null,
  };
}
