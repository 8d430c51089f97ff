import {
  createKey,
  createOwnKey,
  type Key,
  type KeyWish,
  listKeys,
  type MadeKey,
} from './api-key.ts';
import type { Actor } from './audited.ts';
import { type Group, listGroups, putGroup, removeGroup } from './groups.ts';
import type { IdentityStore, Means } from './identity-store.ts';
import { KeyChecks } from './key-checks.ts';
import { changePassword, type PasswordChange } from './new-password.ts';
import { firstLink, type Redemption, redeemLink } from './one-time-link.ts';
import type { PersonPrincipal, Principal } from './principal.ts';
import { revokeKey, revokeOwnKey } from './revoke-key.ts';
import type { PersonRole } from './role.ts';
import { authenticateSession, type SignedIn, signOut } from './session.ts';
import { type Credentials, signIn } from './sign-in.ts';
import { sweep } from './sweep.ts';
import {
  changeUser,
  createUser,
  listUsers,
  removeUser,
  type User,
  type UserChange,
} from './users.ts';

/**
 * People, and the keys of programs: who may come in, and as whom. What is asked of it comes from whoever the
 * `Actor` names, who has been authorized. Every method rejects with an `IdentityError` for what is refused,
 * and passes on what the store throws.
 */
export class Identity {
  readonly #means: Means;
  readonly #keyChecks: KeyChecks;

  /**
   * @param clock tells the time in milliseconds since the Unix epoch
   * @param random gives as many bytes that nobody can guess
   */
  constructor(
    store: IdentityStore,
    clock: { now(): number },
    random: (bytes: number) => Uint8Array,
  ) {
    this.#means = { store, clock, random };
    this.#keyChecks = new KeyChecks(this.#means);
  }

  /** Who a key is of; `undefined` for what is no key, or none that may be used now. */
  authenticateKey(text: string): Promise<Principal | undefined> {
    return this.#keyChecks.check(text);
  }

  /** Who a session's token is of, while it lasts; notes that it was used. */
  authenticateSession(token: string): Promise<PersonPrincipal | undefined> {
    return authenticateSession(this.#means, token);
  }

  /** All keys, in order of id; those that were revoked or have expired as well. */
  listKeys(): Promise<readonly Key[]> {
    return listKeys(this.#means);
  }

  /** Makes a key; `text` is the key itself, which nobody sees again. It never may more than its owner. */
  createKey(actor: Actor, wish: KeyWish): Promise<MadeKey> {
    return createKey(this.#means, actor, wish);
  }

  /** Makes a key of one's own, with the role one has now. */
  createOwnKey(
    principal: PersonPrincipal,
    wish: Pick<KeyWish, 'name' | 'expiresAt'>,
  ): Promise<MadeKey> {
    return createOwnKey(this.#means, principal, wish);
  }

  /** Revokes a key, with those that were made with it; one that is revoked stays as it is. */
  revokeKey(actor: Actor, id: string): Promise<Key> {
    return revokeKey(this.#means, actor, id);
  }

  /** The same for a key of one's own. */
  revokeOwnKey(principal: PersonPrincipal, id: string): Promise<Key> {
    return revokeOwnKey(this.#means, principal, id);
  }

  /** All people, in order of id. */
  listUsers(): Promise<readonly User[]> {
    return listUsers(this.#means);
  }

  /** Adds a person, with the token of a one-time link for them. */
  createUser(
    actor: Actor,
    given: { readonly user: string; readonly role: PersonRole },
  ): Promise<{ readonly user: User; readonly token: string }> {
    return createUser(this.#means, actor, given);
  }

  /** Changes what a person may do; gives the token of the link where one was asked for. */
  changeUser(
    actor: Actor,
    id: string,
    change: UserChange,
  ): Promise<{ readonly user: User; readonly token: string | undefined }> {
    return changeUser(this.#means, actor, id, change);
  }

  /** Removes a person, with their keys, sessions and memberships. */
  removeUser(actor: Actor, id: string): Promise<void> {
    return removeUser(this.#means, actor, id);
  }

  /** All groups, in order of id. */
  listGroups(): Promise<readonly Group[]> {
    return listGroups(this.#means);
  }

  /** Makes a group, or changes who is in it. */
  putGroup(actor: Actor, id: string, members: readonly string[]): Promise<Group> {
    return putGroup(this.#means, actor, id, members);
  }

  /** Removes a group; nobody is in it then. */
  removeGroup(actor: Actor, id: string): Promise<void> {
    return removeGroup(this.#means, actor, id);
  }

  /** Signs in with a password. */
  signIn(given: Credentials): Promise<SignedIn> {
    return signIn(this.#means, given);
  }

  /** Signs in with a one-time link, and sets the password where one is given. */
  redeemLink(given: Redemption): Promise<SignedIn> {
    return redeemLink(this.#means, given);
  }

  /** The token of a link for the first administrator; `undefined` once there is anybody but viewers. */
  firstLink(): Promise<string | undefined> {
    return firstLink(this.#means);
  }

  /** Ends the session that somebody came with. */
  signOut(principal: PersonPrincipal): Promise<void> {
    return signOut(this.#means, principal);
  }

  /** Sets another password; every other session of the same person ends. */
  changePassword(principal: PersonPrincipal, change: PasswordChange): Promise<void> {
    return changePassword(this.#means, principal, change);
  }

  /** Removes what is over: sessions, links and counted failures that nobody comes back to. Once an hour will do. */
  sweep(): Promise<void> {
    return sweep(this.#means);
  }
}
