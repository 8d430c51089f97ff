import { hostname } from 'node:os';
import { createOwnKey, revokeOwnKey } from '../../contract/endpoints/keys.ts';
import { redeemLink, signIn, signOut, whoAmI } from '../../contract/endpoints/sessions.ts';
import { timestamp } from '../../contract/fields.ts';
import { tokenOfLink } from '../../identity/link-url.ts';
import { askLine } from '../ask-line.ts';
import { ask } from '../server/ask.ts';
import { call } from '../server/call.ts';
import { type Profile, readProfile, writeProfile } from '../server/profile.ts';
import { isInTheClear, readServerUrl, type Server, USUAL_SERVER } from '../server/server.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { readNewPassword, readPassword } from './read-password.ts';
import { beginSession } from './session.ts';

export interface LoginOptions {
  readonly url?: string;
  readonly user?: string;
  readonly name?: string;
  readonly password?: true;
  readonly json?: true;
}

/** How long the key of a profile is good. */
const KEY_LIFE_MS = 90 * 86_400_000;

/**
 * `assent login`: proves with a one-time link, or a password, who one is; makes a key of one's own, and keeps
 * it for other verbs. The session that it takes ends at once.
 *
 * @param given a one-time link, or its token; or the address of a server to sign in to with a password
 * @throws ServerError; Error for what cannot be meant
 */
export async function login(
  given: string | undefined,
  options: LoginOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const link = given === undefined || isAddress(given) ? undefined : given;
  refuseMixed(link, options);
  const url = whereTo(given, options, terminal);
  if (isInTheClear(url)) {
    terminal.err(`what is sent to \`${visible(url)}\` can be read on the way: use https\n`);
  }
  const session =
    link === undefined
      ? await byPassword(url, options, terminal)
      : await byLink(tokenOfLink(link), url, options, terminal);
  try {
    return await keepKey(session, options, terminal);
  } finally {
    // it ends by itself as well
    await ask(signOut, {}, session).catch(() => {});
  }
}

/** A link has a token after its address. */
const isAddress = (given: string): boolean => URL.canParse(given) && !given.includes('#');

function refuseMixed(link: string | undefined, { user, name, password }: LoginOptions): void {
  if (link !== undefined && user !== undefined) {
    throw new Error(
      'a link says whose it is: leave out `--user`, or `--name` the first administrator',
    );
  }
  if (link === undefined && (name !== undefined || password !== undefined)) {
    throw new Error('`--name` and `--password` go with a one-time link');
  }
}

function whereTo(
  given: string | undefined,
  { url }: LoginOptions,
  { environment }: Terminal,
): string {
  if (url !== undefined) return readServerUrl(url, '`--url`');
  if (given !== undefined && URL.canParse(given)) {
    const { protocol, host, pathname } = new URL(given);
    return readServerUrl(`${protocol}//${host}${pathname.replace(/\/sign-in$/, '')}`, 'the link');
  }
  const known = environment['ASSENT_URL'];
  if (known !== undefined && known !== '') return readServerUrl(known, '`ASSENT_URL`');
  return readProfile(environment)?.url ?? USUAL_SERVER;
}

async function byPassword(url: string, options: LoginOptions, terminal: Terminal): Promise<Server> {
  const user = options.user ?? (await askLine({ question: 'user: ' }, terminal));
  if (user === undefined || user === '') {
    throw new Error('say who you are: give a one-time link, or `--user NAME` for a password');
  }
  const password = await readPassword(`password of ${visible(user)}: `, terminal);
  return beginSession(signIn, { user, password }, url);
}

async function byLink(
  token: string,
  url: string,
  { name, password }: LoginOptions,
  terminal: Terminal,
): Promise<Server> {
  const chosen = password === true ? await readNewPassword(terminal) : null;
  return beginSession(redeemLink, { token, user: name ?? null, password: chosen }, url);
}

async function keepKey(
  session: Server,
  { json }: LoginOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const me = await call(whoAmI, {}, session);
  const wish = {
    name: `assent login on ${hostname()}`.slice(0, 200),
    expires_at: timestamp(Date.now() + KEY_LIFE_MS),
  };
  const { key, id, expires_at } = await call(createOwnKey, { body: wish }, session);
  const { url } = session;
  const user = me.user ?? '';
  const before = keptBefore(terminal);
  let path: string;
  try {
    path = writeProfile({ url, user, key, key_id: id, expires_at }, terminal.environment);
  } catch (error) {
    // a key that nobody keeps is good for nobody but whoever finds it
    await call(revokeOwnKey, { params: { id } }, session).catch(() => {});
    throw error;
  }
  if (before?.url === url && before.user === user) {
    await call(revokeOwnKey, { params: { id: before.key_id } }, session).catch(() => {});
  }
  terminal.out(
    json === true
      ? jsonLine({ url, ...me, key_id: id, expires_at, profile: path })
      : `signed in to \`${visible(url)}\` as \`${visible(user)}\` (${me.role}); the key is in \`${visible(path)}\`, and good until ${expires_at}\n`,
  );
  return EXIT.fine;
}

/** The profile that is written over: its key is of no more use. */
function keptBefore({ environment }: Terminal): Profile | undefined {
  try {
    return readProfile(environment);
  } catch {
    return undefined;
  }
}
