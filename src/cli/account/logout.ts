import { revokeOwnKey } from '../../contract/endpoints/keys.ts';
import { call } from '../server/call.ts';
import { readProfile, removeProfile } from '../server/profile.ts';
import { withKey } from '../server/server.ts';
import { ServerError } from '../server/server-error.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

/**
 * `assent logout`: revokes the key that `assent login` made, and forgets it. It is forgotten in any case.
 *
 * @throws Error when the profile cannot be read
 */
export async function logout(
  { json }: { readonly json?: true },
  terminal: Terminal,
): Promise<ExitCode> {
  const profile = readProfile(terminal.environment);
  if (profile === undefined) throw new Error('nobody is signed in here');
  const { url, user, key, key_id: id, expires_at: expiry } = profile;
  let failure: ServerError | undefined;
  try {
    await call(revokeOwnKey, { params: { id } }, withKey(url, key));
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    // what is no key any more need not be revoked
    if (error.code !== 'auth/invalid') failure = error;
  }
  removeProfile(terminal.environment);
  const revoked = failure === undefined;
  if (json === true) terminal.out(jsonLine({ url, user, key_id: id, revoked }));
  else
    terminal.out(
      `signed out of \`${visible(url)}\`: the key is forgotten${revoked ? ' and revoked' : ''}\n`,
    );
  if (failure === undefined) return EXIT.fine;
  complain(
    terminal,
    `the key \`${id}\` was not revoked (${failure.message}): it is good ${expiry === null ? 'for ever' : `until ${expiry}`}, unless an administrator revokes it with \`assent keys revoke ${id}\``,
  );
  return EXIT.refused;
}
