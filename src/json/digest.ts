import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The SHA-256 of a text's UTF-8 form as `sha256:` and 64 hexadecimal digits. Synchronous, in any runtime. */
export const digestText = (text: string): string =>
  `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
