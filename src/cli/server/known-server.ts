import type { Environment } from '../terminal.ts';
import { readProfile } from './profile.ts';
import { readServerUrl, type Server, USUAL_SERVER, withKey, withoutKey } from './server.ts';

/**
 * The server that the environment names, or else the one that was signed in to. A key that was saved for
 * one server is never sent to another.
 *
 * @returns `undefined` when none is known
 * @throws Error for an address that is none, or a profile that cannot be read
 */
export function knownServer(environment: Environment): Server | undefined {
  const given = nonEmpty(environment['ASSENT_URL']);
  const key = nonEmpty(environment['ASSENT_API_KEY']);
  const named = given === undefined ? undefined : readServerUrl(given, '`ASSENT_URL`');
  if (named !== undefined && key !== undefined) return withKey(named, key);
  const profile = readProfile(environment);
  const url = named ?? profile?.url ?? (key === undefined ? undefined : USUAL_SERVER);
  if (url === undefined) return undefined;
  if (key !== undefined) return withKey(url, key);
  return profile !== undefined && profile.url === url ? withKey(url, profile.key) : withoutKey(url);
}

/**
 * The same, for what needs one.
 *
 * @throws Error when none is known
 */
export function requireServer(environment: Environment): Server {
  const server = knownServer(environment);
  if (server !== undefined) return server;
  throw new Error(
    'no server is known: sign in with `assent login`, or set `ASSENT_URL` and `ASSENT_API_KEY`',
  );
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
