import { type Actor, actorOf, audited } from './audited.ts';
import { IdentityError } from './identity-error.ts';
import type { IdentityTransaction, Means } from './identity-store.ts';
import { countAttempt, forgiveAttempts } from './login-throttle.ts';
import { checkNewPassword, hashPassword, isPassword, refuseWhenBusy } from './password.ts';
import type { PersonPrincipal } from './principal.ts';
import type { UserRecord } from './records.ts';
import { endSessions } from './session.ts';
import { getUser, putUser, withoutLink } from './user-record.ts';

/** What somebody gives who wants another password. */
export interface PasswordChange {
  /** The one they have. */
  readonly old: string | null;
  readonly new: string;
  readonly address: string;
}

/**
 * Sets another password; every other session of the same person ends. With a key, nobody sets the first
 * password of its owner: who has it could sign in then, and keep what the key was not given.
 *
 * @throws IdentityError `auth/invalid` when the old one is wrong, `rate-limited` after too many tries,
 *   `request/malformed` when the new one cannot be a password
 */
export async function changePassword(
  means: Means,
  principal: PersonPrincipal,
  change: PasswordChange,
): Promise<void> {
  const { store, clock, random } = means;
  checkNewPassword(change.new);
  refuseWhenBusy();
  const { password: known } = await getUser(store, principal.userId);
  const attempt = { user: principal.userId, address: change.address };
  if (known !== null || principal.sessionId === null) {
    await countAttempt(means, attempt);
    if ((await isPassword(change.old ?? '', known)) !== true) throw wrong();
  }
  const password = await hashPassword(change.new, random);
  await store.write(async (tx) => {
    const before = await getUser(tx, principal.userId);
    // somebody set another one meanwhile
    if (before.disabled !== false || before.password !== known) throw wrong();
    if (known !== null) await forgiveAttempts(tx, attempt);
    const now = clock.now();
    const but = principal.sessionId;
    const after = await withPassword(tx, now, actorOf(principal), before, password, but);
    await putUser(tx, before, after);
  });
}

/**
 * Gives a person another password: their other sessions end, and a link that was made to reset it. The
 * caller keeps the person as it is given back.
 *
 * @param but the session that goes on
 */
export async function withPassword(
  tx: IdentityTransaction,
  now: number,
  actor: Actor,
  user: UserRecord,
  password: string,
  but: string | null = null,
): Promise<UserRecord> {
  tx.audit(audited('user.changed', now, actor, { user: user.id, changed: ['password'] }));
  const alone = await endSessions(tx, now, actor, user, 'password-changed', but);
  return { ...withoutLink(tx, alone), password };
}

const wrong = (): IdentityError =>
  new IdentityError(
    'auth/invalid',
    'the old password is wrong: ask an administrator for a link if it is lost',
  );
