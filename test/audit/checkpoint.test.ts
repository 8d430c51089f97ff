import { describe, expect, test } from 'vitest';
import {
  formatCheckpoint,
  generateSigningKey,
  isSignedBy,
  keyName,
  signCheckpoint,
} from '../../src/audit/checkpoint.ts';
import { KEY, LOG, signingKey, time } from './sample-log.ts';

const HEAD = { seq: 42, hash: 'ab'.repeat(32) };
const SIGNED = signCheckpoint(HEAD, LOG, time(0), KEY);
const OTHER = signingKey(2);

/** The digit after this one in the alphabet of base64. */
const nextDigit = (digit: string): string => ({ A: 'B', Q: 'R', g: 'h', w: 'x' })[digit] ?? digit;

describe('a checkpoint', () => {
  test('U05: its line, to the letter', () => {
    expect(formatCheckpoint(SIGNED)).toBe(
      `{"checkpoint":{"at":"2026-11-20T09:00:00.000Z","hash":"abababababababababababababababababababababababababababababababab","key":"fd110d301d2f077d","log":"0123456789abcdef0123456789abcdef","seq":42},"signature":"2v0TaDxs0H4WNhbA58Gm+jygxodSo5McVZfNuAumMQugs2yAhRMyosQ/jPWnEa0Ffg4SAph86SSM9PEd15/PCw=="}`,
    );
  });

  test('U05: is verified with the public half of the key', () => {
    expect(isSignedBy(SIGNED, KEY.publicKey)).toBe(true);
  });

  test('U05: a new key signs as well, and no two keys are the same', () => {
    const [a, b] = [generateSigningKey(), generateSigningKey()];
    expect(isSignedBy(signCheckpoint(HEAD, LOG, time(0), a), a.publicKey)).toBe(true);
    expect(keyName(a.publicKey)).not.toBe(keyName(b.publicKey));
  });

  test.each([
    ['log', { log: 'f'.repeat(32) }],
    ['seq', { seq: 43 }],
    ['hash', { hash: 'ac'.repeat(32) }],
    ['at', { at: time(1) }],
    ['key', { key: keyName(OTHER.publicKey) }],
  ])('U05: is refused with another %s', (_, change) => {
    const checkpoint = { ...SIGNED.checkpoint, ...change };
    expect(isSignedBy({ ...SIGNED, checkpoint }, KEY.publicKey)).toBe(false);
  });

  test('U05: is refused under another key, even if it names that one', () => {
    expect(isSignedBy(SIGNED, OTHER.publicKey)).toBe(false);
    const checkpoint = { ...SIGNED.checkpoint, key: keyName(OTHER.publicKey) };
    expect(isSignedBy({ ...SIGNED, checkpoint }, OTHER.publicKey)).toBe(false);
  });

  test('U05: is refused if it names another key than the one that signed it', () => {
    const mixed = { privateKey: KEY.privateKey, publicKey: OTHER.publicKey };
    expect(isSignedBy(signCheckpoint(HEAD, LOG, time(0), mixed), KEY.publicKey)).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['no base64', '?'.repeat(88)],
    ['half of it', SIGNED.signature.slice(0, 44)],
    ['more than it', `${SIGNED.signature}AAAA`],
    ['white space in it', `${SIGNED.signature} `],
    ['the alphabet of URLs', SIGNED.signature.replaceAll('+', '-').replaceAll('/', '_')],
    ['no padding', SIGNED.signature.replace(/=+$/, '')],
    ['bits that count for nothing', SIGNED.signature.replace(/.(?===$)/, nextDigit)],
  ])('U05: a signature that is %s is refused', (_, signature) => {
    expect(signature).not.toBe(SIGNED.signature);
    expect(isSignedBy({ ...SIGNED, signature }, KEY.publicKey)).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['no base64', '???'],
    ['no key', Buffer.from('a key').toString('base64')],
  ])('U05: a public key that is %s verifies nothing', (_, publicKey) => {
    const checkpoint = { ...SIGNED.checkpoint, key: keyName(publicKey) };
    expect(isSignedBy({ ...SIGNED, checkpoint }, publicKey)).toBe(false);
  });
});
