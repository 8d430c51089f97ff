import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { generateSigningKey } from '../../audit/checkpoint.ts';
import { logCreated } from '../../audit/log-created.ts';
import { appendEvent, EMPTY_LOG } from '../../audit/log-line.ts';
import type { SqlConnection, SqlDialect } from './sql-database.ts';
import { Statement } from './statement.ts';
import type { EntryRow, HeadRow, IdentityRow } from './tables.ts';

/** Makes what never changes about a store, and the first entry of its log, which tells of it. */
export async function createIdentity(
  { build }: SqlDialect,
  connection: SqlConnection,
  now: number,
): Promise<void> {
  const { privateKey, publicKey } = generateSigningKey();
  const identity: IdentityRow = {
    id: 1,
    log: randomBytes(16).toString('hex'),
    private_key: privateKey,
    public_key: publicKey,
    digest_key: randomBytes(32).toString('base64'),
  };
  const created = logCreated({ log: identity.log, publicKey }, new Date(now).toISOString());
  const entry = appendEvent(EMPTY_LOG, created);

  await new Statement<IdentityRow, unknown>((slot) =>
    build.insertInto('identity').values({
      id: slot(({ id }) => id),
      log: slot(({ log }) => log),
      private_key: slot((row) => row.private_key),
      public_key: slot((row) => row.public_key),
      digest_key: slot((row) => row.digest_key),
    }),
  ).change(connection, identity);
  await new Statement<EntryRow, unknown>((slot) =>
    build.insertInto('entries').values({
      seq: slot(({ seq }) => seq),
      prev: slot(({ prev }) => prev),
      hash: slot(({ hash }) => hash),
      event: slot(({ event }) => event),
    }),
  ).change(connection, entry);
  await new Statement<Pick<HeadRow, 'seq' | 'hash'>, unknown>((slot) =>
    build.insertInto('head').values({
      id: sql.lit(1),
      seq: slot(({ seq }) => seq),
      hash: slot(({ hash }) => hash),
      active_version: sql.lit(null),
      generation: sql.lit(0),
      notice: sql.lit(0),
    }),
  ).change(connection, entry);
}
