import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import { parseLine } from '../../audit/parse-line.ts';
import { readText } from '../../policy/files/read-text.ts';

/** Keys and checkpoints are short. */
const LARGEST_FILE = 2 ** 20;

/**
 * A public key that was kept where whoever holds the log cannot reach it.
 *
 * @param given a file with the key, as PEM or base64, or the key itself in base64
 * @returns SPKI, DER in base64
 * @throws Error when it is no Ed25519 key
 */
export function readPublicKey(given: string): string {
  const text = existsSync(given) ? readSmall(given) : given;
  try {
    const key = parseKey(text.trim());
    if (key.asymmetricKeyType === 'ed25519') {
      return key.export({ type: 'spki', format: 'der' }).toString('base64');
    }
  } catch {
    // no key at all
  }
  throw new Error(
    `\`${given}\` is no Ed25519 public key: give what \`assent audit verify\` shows as the key of the log, or a file with it`,
  );
}

const parseKey = (text: string): KeyObject =>
  text.startsWith('-----BEGIN PUBLIC KEY-----')
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

/**
 * Checkpoints that were kept elsewhere, one a line.
 *
 * @throws Error when the file cannot be read, or holds anything else
 */
export function readCheckpoints(path: string): readonly SignedCheckpoint[] {
  const lines = readSmall(path)
    .split(/\r?\n/)
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text !== '');
  if (lines.length === 0) throw noCheckpoint(path, 1);
  return lines.map(({ text, number }) => {
    const parsed = parseLine(text);
    if (parsed?.kind !== 'checkpoint') throw noCheckpoint(path, number);
    return parsed.signed;
  });
}

const noCheckpoint = (path: string, line: number): Error =>
  new Error(`${path}:${line}: this is no checkpoint, as \`assent audit checkpoint\` prints it`);

function readSmall(path: string): string {
  const text = readText(path, LARGEST_FILE);
  if (typeof text !== 'string') throw new Error(text.message);
  return text;
}
