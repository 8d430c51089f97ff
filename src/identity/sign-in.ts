import { audited } from './audited.ts';
import { userId } from './id-of-name.ts';
import { IdentityError } from './identity-error.ts';
import type { IdentityTransaction, Means } from './identity-store.ts';
import { countAttempt, forgiveAttempts } from './login-throttle.ts';
import { isPassword, refuseWhenBusy } from './password.ts';
import type { UserRecord } from './records.ts';
import { beginSession, type SignedIn } from './session.ts';
import { findUser, putUser } from './user-record.ts';

/** What somebody gives to sign in. */
export interface Credentials {
  /** With or without `user:`. */
  readonly user: string;
  readonly password: string;
  readonly address: string;
}

/**
 * Signs in with a password. Whoever is unknown, disabled or without a password is refused as slowly, and in
 * the same words, as one whose password is wrong.
 *
 * @throws IdentityError `auth/invalid`, or `rate-limited` after too many tries
 */
export async function signIn(means: Means, given: Credentials): Promise<SignedIn> {
  const { store, clock } = means;
  const { address } = given;
  refuseWhenBusy();
  await countAttempt(means, given);
  const known = await lookUp(store, given.user);
  const usable = known?.disabled === false ? known.password : null;
  const isRight = (await isPassword(given.password, usable)) === true;
  const signedIn = await store.write(async (tx) => {
    const user = known === undefined ? undefined : await findUser(tx, known.id);
    // the password may have been changed, or the person disabled, while it was compared
    if (!isRight || user?.disabled !== false || user.password !== usable) {
      // what was typed is not told: it may be a password in the wrong field
      const details = { user: known?.id ?? null, address };
      tx.audit(audited('session.refused', clock.now(), undefined, details));
      return undefined;
    }
    await forgiveAttempts(tx, given);
    const begun = await beginSession(tx, means, user, { via: 'password', address });
    await putUser(tx, user, begun.user);
    return begun.signedIn;
  });
  if (signedIn !== undefined) return signedIn;
  throw new IdentityError('auth/invalid', 'the person or the password is wrong');
}

/** Text that cannot be a name is nobody's. */
async function lookUp(
  reader: Pick<IdentityTransaction, 'record'>,
  given: string,
): Promise<UserRecord | undefined> {
  try {
    return await findUser(reader, userId(given));
  } catch (error) {
    if (error instanceof IdentityError) return undefined;
    throw error;
  }
}
