import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { IdentityError } from './identity-error.ts';

/** N, r and p of scrypt as the OWASP Password Storage Cheat Sheet asks for them: 128 MiB a hash. */
const COST = { n: 2 ** 17, r: 8, p: 1 };

const KEY_BYTES = 32;

/** More at once would take a machine's memory: each takes 128 MiB. */
const MOST_AT_ONCE = 2;

/** Who comes after that many is asked to come back. */
const MOST_WAITING = 64;

/** Long enough to be hard to guess; longer than anybody types. */
const SHORTEST = 12;
const LONGEST = 1024;

/** `scrypt$n$r$p$salt$key`, salt and key in base64url; bounds keep a forged record from taking the memory. */
const Kept = z.tuple([
  z.literal('scrypt'),
  z.coerce
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 18),
  z.coerce.number().int().min(1).max(16),
  z.coerce.number().int().min(1).max(4),
  z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  z.string().regex(/^[A-Za-z0-9_-]{43}$/),
]);

/** @throws IdentityError `request/malformed` for what cannot be a password */
export function checkNewPassword(password: string): void {
  if (password.length >= SHORTEST && password.length <= LONGEST) return;
  throw new IdentityError(
    'request/malformed',
    `a password has to have ${SHORTEST} to ${LONGEST} characters`,
  );
}

/** @throws IdentityError `rate-limited` when so many passwords are being hashed that another has no place */
export function refuseWhenBusy(): void {
  if (waiting.length < MOST_WAITING) return;
  throw new IdentityError('rate-limited', 'too many sign in at once: try again in a moment', 2);
}

/** Hashes a password that somebody chose, with the parameters that it has to be checked with later. */
export async function hashPassword(
  password: string,
  random: (bytes: number) => Uint8Array,
): Promise<string> {
  checkNewPassword(password);
  const { n, r, p } = COST;
  const salt = Buffer.from(random(16));
  const key = await derive(password, salt, COST);
  return ['scrypt', n, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether a password is the one that was hashed. Where there is none to compare with, or it cannot be read,
 * it takes as long, so that nobody learns whom the server knows.
 */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const parts = Kept.safeParse(kept?.split('$'));
  if (!parts.success || password.length > LONGEST) {
    await derive('', Buffer.alloc(16), COST);
    return false;
  }
  const [, n, r, p, salt, expected] = parts.data;
  const key = await derive(password, Buffer.from(salt, 'base64url'), { n, r, p });
  return timingSafeEqual(key, Buffer.from(expected, 'base64url'));
}

let running = 0;
const waiting: (() => void)[] = [];

/** The same text typed on another keyboard can have other code points: NIST SP 800-63B asks for one form. */
async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  refuseWhenBusy();
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await scryptOf(password.normalize('NFKC'), salt, {
      N: cost.n,
      r: cost.r,
      p: cost.p,
      maxmem: 256 * cost.n * cost.r,
    });
  } finally {
    // whoever waited longest takes the place over, so that `running` stays as it is
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

const scryptOf = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
