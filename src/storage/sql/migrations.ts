import { type Compilable, sql } from 'kysely';
import type { SqlDialect } from './sql-database.ts';

/** A step from one form of the database to the next. Never changed once it was released. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  /** Run in this order, in one transaction with all that other steps do. */
  readonly statements: (dialect: SqlDialect) => readonly Compilable[];
}

export const MIGRATIONS: readonly Migration[] = [{ version: 1, statements: firstTables }];

/** What a database has after all migrations. */
export const LATEST_VERSION = MIGRATIONS.length;

function firstTables({ build: { schema }, types }: SqlDialect): readonly Compilable[] {
  const whole = sql.raw(types.whole);
  const text = sql.raw(types.text);
  return [
    schema
      .createTable('schema_version')
      .addColumn('version', whole, (column) => column.primaryKey())
      .addColumn('applied_at', whole, (column) => column.notNull()),
    schema
      .createTable('identity')
      .addColumn('id', whole, (column) => column.primaryKey().check(sql`id = 1`))
      .addColumn('log', text, (column) => column.notNull())
      .addColumn('private_key', text, (column) => column.notNull())
      .addColumn('public_key', text, (column) => column.notNull())
      .addColumn('digest_key', text, (column) => column.notNull()),
    schema
      .createTable('head')
      .addColumn('id', whole, (column) => column.primaryKey().check(sql`id = 1`))
      .addColumn('seq', whole, (column) => column.notNull())
      .addColumn('hash', text, (column) => column.notNull())
      .addColumn('active_version', text)
      .addColumn('generation', whole, (column) => column.notNull())
      .addColumn('notice', whole, (column) => column.notNull())
      .addColumn('halts', text, (column) => column.notNull()),
    schema
      .createTable('entries')
      .addColumn('seq', whole, (column) => column.primaryKey())
      .addColumn('prev', text, (column) => column.notNull())
      .addColumn('hash', text, (column) => column.notNull())
      .addColumn('event', text, (column) => column.notNull())
      .addColumn('run', text),
    schema
      .createIndex('entries_by_run')
      .on('entries')
      .columns(['run', 'seq'])
      .where(sql.ref('run'), 'is not', null),
    schema
      .createTable('checkpoints')
      .addColumn('signature', text, (column) => column.primaryKey())
      .addColumn('seq', whole, (column) => column.notNull())
      .addColumn('checkpoint', text, (column) => column.notNull()),
    schema.createIndex('checkpoints_by_seq').on('checkpoints').column('seq'),
    schema
      .createTable('policies')
      .addColumn('version', text, (column) => column.primaryKey())
      .addColumn('activated_at', whole, (column) => column.notNull())
      .addColumn('generation', whole, (column) => column.notNull())
      .addColumn('sources', text, (column) => column.notNull()),
    schema.createIndex('policies_by_generation').on('policies').column('generation'),
    schema
      .createTable('requests')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('status', text, (column) => column.notNull())
      .addColumn('execution', text, (column) => column.notNull())
      .addColumn('agent', text)
      .addColumn('tool', text)
      .addColumn('run', text)
      .addColumn('idempotency_key', text)
      .addColumn('created_at', whole, (column) => column.notNull())
      .addColumn('wake_at', whole)
      .addColumn('outcome', text, (column) => column.notNull()),
    schema
      .createTable('request_contents')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('captured', text, (column) => column.notNull())
      .addColumn('fixed', text, (column) => column.notNull())
      .addColumn('review', text, (column) => column.notNull())
      .addColumn('messages', text, (column) => column.notNull()),
    schema
      .createIndex('requests_pending')
      .on('requests')
      .columns(['status', 'tool', 'id'])
      .where(sql.ref('status'), '=', sql.lit('pending')),
    // every list is in order of id
    schema.createIndex('requests_by_status').on('requests').columns(['status', 'id']),
    schema.createIndex('requests_by_agent').on('requests').columns(['agent', 'id']),
    schema.createIndex('requests_by_tool').on('requests').columns(['tool', 'id']),
    schema.createIndex('requests_by_run').on('requests').columns(['run', 'id']),
    schema
      .createIndex('requests_by_wake')
      .on('requests')
      .columns(['wake_at', 'id'])
      .where('wake_at', 'is not', null),
    schema
      .createIndex('requests_by_key')
      .unique()
      .on('requests')
      .column('idempotency_key')
      .where('idempotency_key', 'is not', null),
    schema
      .createIndex('requests_with_key')
      .on('requests')
      .column('created_at')
      .where(sql.ref('idempotency_key'), 'is not', null),
    schema
      .createTable('notices')
      .addColumn('id', whole, (column) => column.primaryKey())
      .addColumn('notice', text, (column) => column.notNull())
      .addColumn('at', whole, (column) => column.notNull()),
    schema.createIndex('notices_by_time').on('notices').column('at'),
    schema
      .createTable('records')
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('id', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('records_key', ['kind', 'id']),
  ];
}
