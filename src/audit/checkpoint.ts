import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import type { LogHead } from './log-line.ts';

/** What was true of a log at one moment, signed: whoever keeps one can show that the log was cut or forked. */
export interface Checkpoint extends LogHead {
  /** Which log: a random name that its first event states. */
  readonly log: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** The first 16 hexadecimal digits of the SHA-256 of the public key. */
  readonly key: string;
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Ed25519, base64. */
  readonly signature: string;
}

/** An Ed25519 key pair: the private key as PKCS #8, the public one as SPKI, both DER in base64. */
export interface SigningKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function generateSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

/** Names a public key in a checkpoint. */
export const keyName = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

/** Signs where a log stands. */
export function signCheckpoint(
  head: LogHead,
  log: string,
  at: string,
  { privateKey, publicKey }: SigningKey,
): SignedCheckpoint {
  const checkpoint = { log, seq: head.seq, hash: head.hash, at, key: keyName(publicKey) };
  const key = { key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' } as const;
  return { checkpoint, signature: sign(null, signedBytes(checkpoint), key).toString('base64') };
}

/** A checkpoint as a line of an exported log: canonical JSON, without a line break. */
export const formatCheckpoint = ({ checkpoint, signature }: SignedCheckpoint): string =>
  canonicalJson({ checkpoint, signature });

/**
 * Whether a checkpoint was signed with the private half of a key; false for anything that is no signature.
 * A signature has one spelling: other base64 of the same bytes is refused.
 */
export function isSignedBy(signed: SignedCheckpoint, publicKey: string): boolean {
  if (signed.checkpoint.key !== keyName(publicKey)) return false;
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const signature = Buffer.from(signed.signature, 'base64');
    if (signature.toString('base64') !== signed.signature) return false;
    return verify(null, signedBytes(signed.checkpoint), key, signature) === true;
  } catch {
    return false;
  }
}

/** The name in front keeps a signature from being taken for one of something else. */
const signedBytes = (checkpoint: Checkpoint): Buffer =>
  Buffer.from(`assent checkpoint v1\n${canonicalJson(checkpoint)}`);
