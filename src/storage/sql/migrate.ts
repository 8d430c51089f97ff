import { sql } from 'kysely';
import { StoreError } from '../../approvals/store.ts';
import { createIdentity } from './create-identity.ts';
import { LATEST_VERSION, MIGRATIONS } from './migrations.ts';
import type { SqlConnection, SqlDatabase } from './sql-database.ts';
import { Statement } from './statement.ts';

/**
 * Brings a database to the latest version; the first migration also makes the store's identity and the
 * first entry of its log. Safe when several processes do it at once.
 *
 * @param now milliseconds since the Unix epoch
 * @param mustExist whether an empty database is left as it is
 * @throws StoreError `store/unavailable` for one that is then; `store/newer-version` for a database of a later release, which is left as it is
 */
export async function migrate(
  database: SqlDatabase,
  now: number,
  mustExist: boolean,
): Promise<void> {
  // one that is up to date is opened without a write: it may be read-only, or busy
  const found = await versionOf(database, database.reader);
  if (found === LATEST_VERSION) return;
  if (mustExist && found === 0) {
    throw new StoreError(
      'store/unavailable',
      'the database holds no store: name the one of the gate',
    );
  }
  const transaction = await database.begin();
  try {
    const from = await versionOf(database, transaction);
    for (const { version, statements } of MIGRATIONS.slice(from)) {
      for (const statement of statements(database.dialect))
        await transaction.change(statement.compile().sql, []);
      await addVersion(database).change(transaction, { version, now });
    }
    if (from === 0) await createIdentity(database.dialect, transaction, now);
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** 0 for an empty database. */
async function versionOf(database: SqlDatabase, connection: SqlConnection): Promise<number> {
  if (!(await database.hasTable('schema_version'))) return 0;
  const newest = new Statement(() =>
    database.dialect.build
      .selectFrom('schema_version')
      .select('version')
      .orderBy('version', 'desc')
      .limit(sql.lit(1)),
  );
  const version = (await newest.row(connection, {}))?.version ?? 0;
  if (version <= LATEST_VERSION) return version;
  throw new StoreError(
    'store/newer-version',
    `the store has version \`${version}\`, and this release knows versions up to \`${LATEST_VERSION}\`: use the release that made it, or a newer one`,
  );
}

const addVersion = ({ dialect }: SqlDatabase) =>
  new Statement<{ readonly version: number; readonly now: number }, unknown>((slot) =>
    dialect.build.insertInto('schema_version').values({
      version: slot(({ version }) => version),
      applied_at: slot(({ now }) => now),
    }),
  );
