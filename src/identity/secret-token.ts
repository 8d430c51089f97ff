import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Text that proves something: `<prefix>_<id>_<secret><checksum>`, in hexadecimal digits. The id is public and
 * finds the record. The secret has 256 random bits, so one round of SHA-256 keeps it: a slow hash would add
 * nothing, as nobody can try them all. The checksum lets mistyped text, and what a scanner of leaked secrets
 * comes across, be told without a look-up.
 */
export interface SecretToken {
  readonly id: string;
  /** What is kept of the secret. */
  readonly hash: string;
}

/** What a token is for; none can be used as another. */
export type TokenPrefix = 'assent' | 'assent-session' | 'assent-link';

/** Makes a token; its text is shown once and kept nowhere. */
export function makeToken(
  prefix: TokenPrefix,
  random: (bytes: number) => Uint8Array,
): SecretToken & { readonly text: string } {
  const id = hex(random(8));
  const secret = hex(random(32));
  const body = `${prefix}_${id}_${secret}`;
  return { id, hash: sha256(secret), text: `${body}${checksum(body)}` };
}

/** Takes a token apart; `undefined` for what is none. Whether it is valid, its record says. */
export function readToken(prefix: TokenPrefix, text: string): SecretToken | undefined {
  const match = TOKEN.exec(text);
  if (match === null) return undefined;
  const [, body = '', found, id = '', secret = '', sum] = match;
  if (found !== prefix || sum !== checksum(body)) return undefined;
  return { id, hash: sha256(secret) };
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `text` is at most as long as this when it matches: longer text fails at its anchors at once. */
const TOKEN = /^((assent(?:-session|-link)?)_([0-9a-f]{16})_([0-9a-f]{64}))([0-9a-f]{8})$/;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const checksum = (body: string): string => sha256(body).slice(0, 8);
