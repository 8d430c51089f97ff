import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../approvals/store.ts';

/** The file of a database, as it was when the database was opened. */
export class SqliteFile {
  readonly path: string;
  readonly #identity: string;

  /**
   * Makes an empty file where there is none. Whoever can write it can approve: only its owner may, and
   * SQLite gives the files beside it the same mode.
   *
   * @param path absolute
   * @throws Error of the file system
   */
  constructor(path: string) {
    this.path = path;
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      closeSync(openSync(path, 'a', 0o600));
    }
    this.#identity = identityOf(path);
  }

  /**
   * Refuses to go on when the path leads nowhere, or to another file: what is written to an open file
   * that has no name any more is lost, and nothing says so.
   *
   * @throws StoreError `store/unavailable`
   */
  checkInPlace(): void {
    if (identityOf(this.path) === this.#identity) return;
    throw new StoreError(
      'store/unavailable',
      `the store \`${this.path}\` was moved, removed or replaced while it was open: put it back, or start again`,
    );
  }
}

function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.dev}:${found.ino}`;
}
