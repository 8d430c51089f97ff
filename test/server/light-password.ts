import { scryptSync } from 'node:crypto';
import type { Store } from '../../src/approvals/store.ts';

const SALT = Buffer.alloc(16, 7);
const hashes = new Map<string, string>();

/** As the records of people have it. */
function hashOf(password: string): string {
  const known = hashes.get(password);
  if (known !== undefined) return known;
  const [n, r, p] = [2 ** 14, 8, 1];
  const key = scryptSync(password, SALT, 32, { N: n, r, p, maxmem: 2 ** 26 });
  const kept = ['scrypt', n, r, p, SALT.toString('base64url'), key.toString('base64url')].join('$');
  hashes.set(password, kept);
  return kept;
}

/** Gives somebody a password with the lightest hash that is taken: a real one takes half a second to try. */
export async function giveLightPassword(
  store: Store,
  name: string,
  password: string,
): Promise<void> {
  await store.write(async (tx) => {
    const user = await tx.record('user', `user:${name}`);
    tx.putRecord('user', `user:${name}`, { ...user, password: hashOf(password) });
  });
}
