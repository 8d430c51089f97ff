import { MisfitError } from '../misfit-error.ts';
import type { PreparedWork } from './prepare-work.ts';
import type { SqlConnection } from './sql-database.ts';
import { writePieces } from './write-pieces.ts';
import type { WriteStatements } from './write-statements.ts';

/**
 * Writes those rows of one work that other works read; the head, entries and notices are written once for
 * several works.
 *
 * @param first whether nothing is written in the transaction yet, which is undone when this does not fit:
 *   keeping what would bring it back costs several times the writes
 * @param pause awaited often, since there may be tens of thousands of rows
 * @returns what is wrong with the work, and then nothing of it is written: a request that is no successor
 *   of the stored one, or whose key another one has
 * @throws StoreError after which the whole transaction must be undone
 */
export async function writeWork(
  statements: WriteStatements,
  connection: SqlConnection,
  work: PreparedWork,
  first: boolean,
  pause: () => Promise<void>,
): Promise<MisfitError | undefined> {
  // a single request is written first, and fits or does not: there is nothing to go back from
  const isSingle = work.forget === undefined && work.added.length + work.changed.length <= 1;
  const goesBack = !first && !isSingle;
  if (goesBack) await connection.change('savepoint work', []);
  const misfit = await writeRows(statements, connection, work, pause);
  if (goesBack && misfit !== undefined) await connection.change('rollback to savepoint work', []);
  if (goesBack) await connection.change('release savepoint work', []);
  return misfit;
}

async function writeRows(
  statements: WriteStatements,
  connection: SqlConnection,
  work: PreparedWork,
  pause: () => Promise<void>,
): Promise<MisfitError | undefined> {
  if (work.forget !== undefined) {
    await statements.forgetKeys.change(connection, work.forget);
    await statements.forgetNotices.change(connection, work.forget);
  }
  const notAdded = await writePieces(statements.addRequests, connection, work.added, pause);
  if (notAdded !== undefined) {
    const ids = notAdded.map(({ id }) => id);
    return misfit(ids, 'at a revision already, or has the idempotency key of another one');
  }
  await writePieces(statements.addContents, connection, work.contents, pause);
  const notChanged = await writePieces(statements.changeRequests, connection, work.changed, pause);
  if (notChanged !== undefined) {
    const ids = notChanged.map(({ columns }) => columns.id);
    return misfit(ids, 'not at the revision before');
  }
  await writePieces(statements.changeReviews, connection, work.reviews, pause);
  for (const row of work.checkpoints) await statements.addCheckpoint.change(connection, row);
  await writePieces(statements.putRecords, connection, work.records, pause);
  for (const key of work.removed) {
    await statements.removeRecord.change(connection, key);
    await pause();
  }
  for (const row of work.policies) await statements.addPolicy.change(connection, row);
  return undefined;
}

const misfit = (ids: readonly string[], what: string): MisfitError =>
  new MisfitError(
    `${ids.length === 1 ? 'request' : 'one of the requests'} \`${ids.join('`, `')}\` is ${what}`,
  );
