import { sql } from 'kysely';
import type { LogEntry } from '../../audit/log-line.ts';
import { firstEntry, makeIdentity } from '../make-identity.ts';
import type { SqlConnection, SqlDialect } from './sql-database.ts';
import { type Slot, Statement } from './statement.ts';
import type { IdentityRow } from './tables.ts';

/** Writes what never changes about a store, and the entry with which its log begins. */
export async function createIdentity(
  { build }: SqlDialect,
  connection: SqlConnection,
  now: number,
): Promise<void> {
  const identity = makeIdentity();
  const addIdentity = new Statement((slot: Slot<IdentityRow>) =>
    build.insertInto('identity').values({
      id: slot(({ id }) => id),
      log: slot(({ log }) => log),
      private_key: slot((row) => row.private_key),
      public_key: slot((row) => row.public_key),
      digest_key: slot((row) => row.digest_key),
    }),
  );
  await addIdentity.change(connection, {
    id: 1,
    log: identity.log,
    private_key: identity.signingKey.privateKey,
    public_key: identity.signingKey.publicKey,
    digest_key: identity.digestKey,
  });

  const entry = firstEntry(identity, now);
  const addEntry = new Statement((slot: Slot<LogEntry>) =>
    build.insertInto('entries').values({
      seq: slot(({ seq }) => seq),
      prev: slot(({ prev }) => prev),
      hash: slot(({ hash }) => hash),
      event: slot(({ event }) => event),
    }),
  );
  await addEntry.change(connection, entry);
  const addHead = new Statement((slot: Slot<LogEntry>) =>
    build.insertInto('head').values({
      id: sql.lit(1),
      seq: slot(({ seq }) => seq),
      hash: slot(({ hash }) => hash),
      active_version: sql.lit(null),
      generation: sql.lit(0),
      notice: sql.lit(0),
      halts: sql.lit('[]'),
    }),
  );
  await addHead.change(connection, entry);
}
