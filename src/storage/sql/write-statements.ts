import { sql } from 'kysely';
import { BulkStatement } from './bulk-statement.ts';
import type { ReviewColumns } from './request-contents.ts';
import type { ChangingColumns } from './request-row.ts';
import type { SqlDialect } from './sql-database.ts';
import { type Slot, Statement } from './statement.ts';
import type {
  CheckpointRow,
  EntryRow,
  HeadRow,
  NoticeRow,
  PolicyRow,
  RecordRow,
  RequestContentsRow,
  RequestRow,
} from './tables.ts';

/** A change of a request that is stored at `base`, its last revision but those of the same work. */
export interface RequestChange {
  readonly base: number;
  readonly columns: ChangingColumns;
}

/** Which record. */
export type RecordKey = Pick<RecordRow, 'kind' | 'id'>;

/** All statements that write, each built once. */
export type WriteStatements = ReturnType<typeof writeStatements>;

export function writeStatements({ build, types }: SqlDialect) {
  return {
    /** Leaves out a row whose id or key another one has. */
    addRequests: new BulkStatement<RequestRow>((slots) =>
      build
        .insertInto('requests')
        .values(
          slots.map((slot) => ({
            id: slot(({ id }) => id),
            revision: slot(({ revision }) => revision),
            status: slot(({ status }) => status),
            execution: slot(({ execution }) => execution),
            agent: slot(({ agent }) => agent),
            tool: slot(({ tool }) => tool),
            run: slot(({ run }) => run),
            idempotency_key: slot((row) => row.idempotency_key),
            created_at: slot((row) => row.created_at),
            wake_at: slot((row) => row.wake_at),
            outcome: slot(({ outcome }) => outcome),
          })),
        )
        .onConflict((conflict) => conflict.doNothing()),
    ),

    /** Of requests that were added. */
    addContents: new BulkStatement<RequestContentsRow>((slots) =>
      build.insertInto('request_contents').values(
        slots.map((slot) => ({
          id: slot(({ id }) => id),
          captured: slot(({ captured }) => captured),
          fixed: slot(({ fixed }) => fixed),
          review: slot(({ review }) => review),
          messages: slot(({ messages }) => messages),
        })),
      ),
    ),

    /** Of requests that were changed. */
    changeReviews: new BulkStatement<ReviewColumns>((slots) => {
      const rows = slots.map(
        (slot) => sql`(
          ${slot(({ id }) => id)},
          ${slot(({ review }) => review)},
          ${slot(({ messages }) => messages)})`,
      );
      return build
        .with('new(id, review, messages)', () => sql<ReviewColumns>`(values ${sql.join(rows)})`)
        .updateTable('request_contents')
        .from('new')
        .set((row) => ({ review: row.ref('new.review'), messages: row.ref('new.messages') }))
        .whereRef('request_contents.id', '=', 'new.id');
    }),

    /** Leaves out a row that is not at the revision that the change was made from. */
    changeRequests: new BulkStatement<RequestChange>((slots) => {
      // PostgreSQL takes the types of the columns of `new` from these casts
      const rows = slots.map(
        (slot) => sql`(
          cast(${slot(({ base }) => base)} as ${sql.raw(types.whole)}),
          ${slot(({ columns }) => columns.id)},
          cast(${slot(({ columns }) => columns.revision)} as ${sql.raw(types.whole)}),
          ${slot(({ columns }) => columns.status)},
          ${slot(({ columns }) => columns.execution)},
          cast(${slot(({ columns }) => columns.wake_at)} as ${sql.raw(types.whole)}),
          ${slot(({ columns }) => columns.outcome)})`,
      );
      return build
        .with(
          'new(base, id, revision, status, execution, wake_at, outcome)',
          () => sql<RequestRow & { base: number }>`(values ${sql.join(rows)})`,
        )
        .updateTable('requests')
        .from('new')
        .set((row) => ({
          revision: row.ref('new.revision'),
          status: row.ref('new.status'),
          execution: row.ref('new.execution'),
          wake_at: row.ref('new.wake_at'),
          outcome: row.ref('new.outcome'),
        }))
        .whereRef('requests.id', '=', 'new.id')
        .whereRef('requests.revision', '=', 'new.base');
    }),

    addEntries: new BulkStatement<EntryRow>((slots) =>
      build.insertInto('entries').values(
        slots.map((slot) => ({
          seq: slot(({ seq }) => seq),
          prev: slot(({ prev }) => prev),
          hash: slot(({ hash }) => hash),
          event: slot(({ event }) => event),
          run: slot(({ run }) => run),
        })),
      ),
    ),

    addNotices: new BulkStatement<NoticeRow>((slots) =>
      build.insertInto('notices').values(
        slots.map((slot) => ({
          id: slot(({ id }) => id),
          notice: slot(({ notice }) => notice),
          at: slot(({ at }) => at),
        })),
      ),
    ),

    /** Equal checkpoints have equal signatures, and one of them is enough. */
    addCheckpoint: new Statement((slot: Slot<CheckpointRow>) =>
      build
        .insertInto('checkpoints')
        .values({
          signature: slot(({ signature }) => signature),
          seq: slot(({ seq }) => seq),
          checkpoint: slot(({ checkpoint }) => checkpoint),
        })
        .onConflict((conflict) => conflict.doNothing()),
    ),

    /** A version never changes. */
    addPolicy: new Statement((slot: Slot<PolicyRow>) =>
      build
        .insertInto('policies')
        .values({
          version: slot(({ version }) => version),
          activated_at: slot((row) => row.activated_at),
          generation: slot(({ generation }) => generation),
          sources: slot(({ sources }) => sources),
        })
        .onConflict((conflict) => conflict.doNothing()),
    ),

    /** Each at most once. */
    putRecords: new BulkStatement<RecordRow>((slots) =>
      build
        .insertInto('records')
        .values(
          slots.map((slot) => ({
            kind: slot(({ kind }) => kind),
            id: slot(({ id }) => id),
            value: slot(({ value }) => value),
          })),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['kind', 'id'])
            .doUpdateSet((row) => ({ value: row.ref('excluded.value') })),
        ),
    ),

    removeRecord: new Statement((slot: Slot<RecordKey>) =>
      build
        .deleteFrom('records')
        .where(
          'kind',
          '=',
          slot(({ kind }) => kind),
        )
        .where(
          'id',
          '=',
          slot(({ id }) => id),
        ),
    ),

    forgetKeys: new Statement((slot: Slot<number>) =>
      build
        .updateTable('requests')
        .set({ idempotency_key: sql.lit(null) })
        .where('idempotency_key', 'is not', null)
        .where(
          'created_at',
          '<',
          slot((before) => before),
        ),
    ),

    forgetNotices: new Statement((slot: Slot<number>) =>
      build.deleteFrom('notices').where(
        'at',
        '<',
        slot((before) => before),
      ),
    ),

    head: new Statement((slot: Slot<HeadRow>) =>
      build.updateTable('head').set({
        seq: slot(({ seq }) => seq),
        hash: slot(({ hash }) => hash),
        active_version: slot((row) => row.active_version),
        generation: slot(({ generation }) => generation),
        notice: slot(({ notice }) => notice),
        halts: slot(({ halts }) => halts),
      }),
    ),
  };
}
