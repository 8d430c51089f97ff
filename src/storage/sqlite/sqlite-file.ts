import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../approvals/store.ts';

/** The file of a database, as it was when the database was opened. */
export class SqliteFile {
  readonly path: string;
  readonly #identity: string;
  /** Of those beside it that SQLite has made so far, by their paths. It keeps them as long as anybody has the file open. */
  readonly #beside = new Map<string, string>();

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
   * that has no name any more is lost, and nothing says so. The same goes for the files beside it, which
   * hold what was written last, and the locks.
   *
   * @throws StoreError `store/unavailable`
   */
  checkInPlace(): void {
    const isInPlace = identityOf(this.path) === this.#identity;
    if (isInPlace && BESIDE.every((suffix) => this.#isInPlace(this.path + suffix))) return;
    throw new StoreError(
      'store/unavailable',
      `the store \`${this.path}\` was moved, removed or replaced while it was open: put it back, or start again`,
    );
  }

  #isInPlace(path: string): boolean {
    const identity = identityOf(path);
    const known = this.#beside.get(path);
    if (known === undefined && identity !== NONE) this.#beside.set(path, identity);
    return known === undefined || known === identity;
  }
}

const BESIDE = ['-wal', '-shm'] as const;

const NONE = 'none';

function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? NONE : `${found.dev}:${found.ino}`;
}
