import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { DiagnosticCode } from '../../diagnostics/code.ts';

/** Why a file gave no text. The message names the file as the user wrote it. */
export interface Unreadable {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string;
}

/**
 * The text of a regular file of at most `limit` bytes: UTF-8, without its byte order mark. The size is
 * checked before anything is read, and reading stops at the limit even when the file grows meanwhile.
 * Never blocks on a pipe or a device. `shown` is how messages name the file.
 */
export function readText(path: string, limit: number, shown = path): string | Unreadable {
  try {
    // without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile())
        return { code: 'file/unreadable', message: `\`${shown}\` is not a file` };
      if (stats.size > limit) return tooLarge(shown, limit);
      const bytes = readAtMost(descriptor, stats.size, limit);
      return bytes === undefined ? tooLarge(shown, limit) : decode(bytes, shown);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(error, shown);
  }
}

/** What an error of the file system means to the user who named the file `shown`. */
export function unreadable(error: unknown, shown: string): Unreadable {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { code: 'file/unreadable', message: `there is no file or directory \`${shown}\`` };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const help = 'give the user that runs this permission to read it';
    return { code: 'file/unreadable', message: `\`${shown}\` may not be read`, help };
  }
  const why = typeof code === 'string' ? ` (${code})` : '';
  return { code: 'file/unreadable', message: `\`${shown}\` cannot be read${why}` };
}

/** Everything in the file, whose size was `size` a moment ago; `undefined` when that is over `limit`. */
function readAtMost(descriptor: number, size: number, limit: number): Uint8Array | undefined {
  let buffer = new Uint8Array(size + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    if (length > limit) return undefined;
    if (read === 0) return buffer.subarray(0, length);
    if (length === buffer.length) {
      const larger = new Uint8Array(Math.min(buffer.length * 2, limit + 1));
      larger.set(buffer);
      buffer = larger;
    }
  }
}

function decode(bytes: Uint8Array, shown: string): string | Unreadable {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const help = 'save the file as UTF-8';
    return { code: 'file/unreadable', message: `\`${shown}\` is not UTF-8 text`, help };
  }
}

function tooLarge(shown: string, limit: number): Unreadable {
  const help = 'split it into several files';
  return { code: 'file/too-large', message: `\`${shown}\` is over ${limit / 2 ** 20} MiB`, help };
}
