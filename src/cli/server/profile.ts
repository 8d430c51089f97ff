import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../terminal.ts';

/** What `assent login` keeps: a server, and a key of one's own there. */
const Profile = z.strictObject({
  url: z.string(),
  user: z.string(),
  key: z.string(),
  key_id: z.string(),
  expires_at: z.string().nullable(),
});

export type Profile = z.infer<typeof Profile>;

/** Where the profile is, or would be; nowhere for somebody without a home. */
export function profilePath(environment: Environment): string | undefined {
  const named = environment['ASSENT_PROFILE'];
  if (named !== undefined && named !== '') return named;
  const base = environment['XDG_CONFIG_HOME'];
  if (base !== undefined && base !== '') return join(base, 'assent', 'profile.json');
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  if (home === undefined || home === '') return undefined;
  return join(home, '.config', 'assent', 'profile.json');
}

/**
 * The profile, if there is one.
 *
 * @throws Error when there is something else in its place
 */
export function readProfile(environment: Environment): Profile | undefined {
  const path = profilePath(environment);
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Error(`the profile \`${path}\` cannot be read (${codeOf(error)})`);
  }
  try {
    return Profile.parse(JSON.parse(text));
  } catch {
    throw new Error(`\`${path}\` is no profile: remove it, and sign in with \`assent login\``);
  }
}

/**
 * Keeps a profile where only its owner can read it, and gives its path. It replaces another one at once.
 *
 * @throws Error when it cannot be written
 */
export function writeProfile(profile: Profile, environment: Environment): string {
  const path = profilePath(environment);
  if (path === undefined) {
    throw new Error(
      'there is no home directory to keep the key in: name a file as `ASSENT_PROFILE`',
    );
  }
  const partial = `${path}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(partial, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(partial, path);
  } catch (error) {
    try {
      rmSync(partial, { force: true });
    } catch {
      // where none could be written, there is none
    }
    throw new Error(`the profile \`${path}\` cannot be written (${codeOf(error)})`);
  }
  return path;
}

/** Forgets the profile. */
export function removeProfile(environment: Environment): void {
  const path = profilePath(environment);
  if (path !== undefined) rmSync(path, { force: true });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
