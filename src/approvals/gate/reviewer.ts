import type { Voter } from '../vote.ts';

/** A person whom the program has authenticated. */
export interface Reviewer {
  /** Stable over channels, as an e-mail address; `user:` stands before it or not. */
  readonly user: string;
  /** Names of groups; `group:` stands before them or not. */
  readonly groups?: readonly string[] | undefined;
}

/**
 * @throws TypeError for what names nobody: an empty name, or the key of an agent
 */
export function voterOf(reviewer: Reviewer): Voter {
  const user: unknown = reviewer?.user;
  if (
    typeof user !== 'string' ||
    /^(user:)?\s*$/i.test(user) ||
    /^(?!user:)[a-z][a-z0-9_-]*:/i.test(user)
  ) {
    throw new TypeError('`by` has to name a person, as `{ user: "alice@example.com" }`');
  }
  return {
    id: prefixed('user:', user),
    groups: (reviewer.groups ?? []).map((group) => prefixed('group:', group)),
    mayApprove: true,
    via: 'gate',
  };
}

/** UTF-16 units of a reason: people read it, and it is kept for good. */
const LONGEST_REASON = 4_096;

/**
 * Why a person decides as they do; `null` where they do not say.
 *
 * @throws TypeError for what is not text of limited length
 */
export function reasonOf(reason: unknown): string | null {
  if (reason === undefined || reason === null || reason === '') return null;
  if (typeof reason === 'string' && reason.length <= LONGEST_REASON) return reason;
  throw new TypeError(`\`reason\` has to be text of at most ${LONGEST_REASON} characters`);
}

/** A person's reference, as policies spell it. */
export const userReference = (user: string): string => prefixed('user:', user);

/** A prefix that is there already is there once, and in one spelling: `USER:alice` is nobody else than `alice`. */
const prefixed = (prefix: string, name: string): string =>
  name.toLowerCase().startsWith(prefix)
    ? `${prefix}${name.slice(prefix.length)}`
    : `${prefix}${name}`;
