import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Identity } from '../identity/identity.ts';
import { IdentityError } from '../identity/identity-error.ts';

/** The agent of `npm run demo`. */
const AGENT = 'refund-agent';

/** Whose its key is: nobody who signs in, so that everybody who does may decide on its calls. */
const OWNER = 'user:demo';

/**
 * Makes a key for the demonstration's agent, unless the file has one that may be used.
 *
 * @param path where it is kept, for its owner's eyes
 * @throws Error when the file cannot be written; StoreError
 */
export async function keepDemoKey(identity: Identity, path: string, id: string): Promise<void> {
  const kept = readKept(path);
  if (kept !== undefined && (await identity.authenticateKey(kept)) !== undefined) return;
  const actor = { person: `filesystem:${id}`, via: 'cli' };
  try {
    await identity.createUser(actor, { user: OWNER, role: 'viewer' });
  } catch (error) {
    // it was made by an earlier start
    if (!(error instanceof IdentityError && error.code === 'conflict')) throw error;
  }
  const wish = {
    name: 'demo',
    role: 'agent',
    agent: AGENT,
    owner: OWNER,
    expiresAt: null,
  } as const;
  const { text } = await identity.createKey(actor, wish);
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, `${text}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(partial, path);
}

function readKept(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
