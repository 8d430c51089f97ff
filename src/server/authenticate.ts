import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Access } from '../contract/endpoint.ts';
import type { Identity } from '../identity/identity.ts';
import type { Principal } from '../identity/principal.ts';
import { mayDo } from '../identity/role.ts';
import { ProblemError } from './problem.ts';

export const SESSION_COOKIE = 'assent_session';

/**
 * Who a request comes from: by its key, else by its session. A key that is none is refused; a session that
 * is over counts as no session, so that signing in once more is possible.
 *
 * @throws ProblemError `auth/invalid`
 */
export async function authenticate(
  c: Context,
  identity: Pick<Identity, 'authenticateKey' | 'authenticateSession'>,
): Promise<Principal | undefined> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const principal = key === undefined ? undefined : await identity.authenticateKey(key);
    if (principal === undefined) {
      throw new ProblemError(
        'auth/invalid',
        'this API key is none, has expired or was revoked: send a valid one as `Authorization: Bearer KEY`',
      );
    }
    return principal;
  }
  const token = getCookie(c, SESSION_COOKIE);
  return token === undefined ? undefined : identity.authenticateSession(token);
}

/**
 * @throws ProblemError `auth/missing` where nobody is known and somebody has to be, `auth/forbidden` where
 *   the role of who asks does not allow it
 */
export function authorize(principal: Principal | undefined, access: Access): void {
  if (access === 'anybody') return;
  if (principal === undefined) {
    throw new ProblemError(
      'auth/missing',
      'nobody is signed in: send an API key as `Authorization: Bearer KEY`, or sign in',
    );
  }
  if (access === 'known' || mayDo(principal.role, access) === true) return;
  throw new ProblemError('auth/forbidden', `the role \`${principal.role}\` does not allow this`);
}

/**
 * Keeps other sites from acting with somebody's session. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, old ones in `Origin`; what a session does without either is refused.
 *
 * @param isSession whether the request acts with a session; one that begins a session may come from no
 *   browser at all
 * @throws ProblemError `auth/cross-site`
 */
export function refuseOtherSites(c: Context, isSession: boolean, publicUrl: string): void {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const isSame =
    site !== undefined
      ? site === 'same-origin' || site === 'none'
      : origin !== undefined
        ? origin === new URL(publicUrl).origin || origin === new URL(c.req.url).origin
        : isSession !== true;
  if (isSame === true) return;
  throw new ProblemError('auth/cross-site', 'another site asked for this in the name of a session');
}
