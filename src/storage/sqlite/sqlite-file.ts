import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes an empty file for a database that is not there yet: whoever can write it can approve, so that
 * nobody but its owner may; SQLite gives the files beside it the same mode.
 *
 * @throws Error of the file system
 */
export function makeFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}
