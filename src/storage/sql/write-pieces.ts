import { type BulkStatement, MOST_ROWS } from './bulk-statement.ts';
import type { SqlConnection } from './sql-database.ts';

/**
 * Writes rows, of which there may be tens of thousands.
 *
 * @param pause awaited between pieces
 * @returns the first piece that was not written as a whole; what comes after it was not tried
 */
export async function writePieces<Item>(
  statement: BulkStatement<Item>,
  connection: SqlConnection,
  items: readonly Item[],
  pause: () => Promise<void>,
): Promise<readonly Item[] | undefined> {
  for (let start = 0; start < items.length; start += MOST_ROWS) {
    const piece = items.slice(start, start + MOST_ROWS);
    const written = await statement.change(connection, piece);
    if (written !== piece.length) return piece;
    await pause();
  }
  return undefined;
}
