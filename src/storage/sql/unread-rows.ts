import type { PreparedWork } from './prepare-work.ts';
import type { SqlConnection } from './sql-database.ts';
import type { EntryRow, NoticeRow } from './tables.ts';
import { writePieces } from './write-pieces.ts';
import type { WriteStatements } from './write-statements.ts';

/**
 * Rows that no work reads: those of many works are written together, which saves most of the statements,
 * and with them the ways to a server and back.
 */
export class UnreadRows {
  readonly #statements: WriteStatements;
  readonly #connection: SqlConnection;
  #entries: EntryRow[] = [];
  #notices: NoticeRow[] = [];

  constructor(statements: WriteStatements, connection: SqlConnection) {
    this.#statements = statements;
    this.#connection = connection;
  }

  add({ entries, notices }: PreparedWork): void {
    for (const entry of entries) this.#entries.push(entry);
    for (const notice of notices) this.#notices.push(notice);
  }

  /**
   * Writes all that has come together.
   *
   * @throws StoreError
   */
  async write(pause: () => Promise<void>): Promise<void> {
    const [entries, notices] = [this.#entries, this.#notices];
    this.#entries = [];
    this.#notices = [];
    await writePieces(this.#statements.addEntries, this.#connection, entries, pause);
    await writePieces(this.#statements.addNotices, this.#connection, notices, pause);
  }
}
