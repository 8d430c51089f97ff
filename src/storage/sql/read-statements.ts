import { sql } from 'kysely';
import { listStatements, type Page } from './list-statements.ts';
import type { SqlDialect } from './sql-database.ts';
import { type Slot, Statement } from './statement.ts';
import type { StoredRequest } from './stored-request.ts';
import type { RequestContentsRow } from './tables.ts';
import type { RecordKey } from './write-statements.ts';

/** All queries that read, each built once. */
export type ReadStatements = ReturnType<typeof readStatements>;

const STORED_REQUEST = [
  'requests.id',
  'revision',
  'created_at',
  'captured',
  'fixed',
  'review',
  'messages',
  'outcome',
] as const;

export function readStatements({ build }: SqlDialect) {
  const requests = build
    .selectFrom('requests')
    .innerJoin('request_contents', 'request_contents.id', 'requests.id')
    .select(STORED_REQUEST);
  return {
    request: new Statement<string, StoredRequest>((slot) =>
      requests.where(
        'requests.id',
        '=',
        slot((id) => id),
      ),
    ),
    requestByKey: new Statement<string, StoredRequest>((slot) =>
      requests.where(
        'idempotency_key',
        '=',
        slot((key) => key),
      ),
    ),
    /** One request for each tool; goes from tool to tool, however many requests each has. */
    pendingTools: new Statement<object, Pick<RequestContentsRow, 'captured'>>(() =>
      build
        .withRecursive('tools(tool)', (within) =>
          within
            .selectFrom('requests')
            .where('status', '=', sql.lit('pending'))
            .select(({ fn }) => fn.min('tool').as('tool'))
            .unionAll((next) =>
              next
                .selectFrom('tools')
                .where('tools.tool', 'is not', null)
                .select((last) =>
                  last
                    .selectFrom('requests')
                    .where('requests.status', '=', sql.lit('pending'))
                    .whereRef('requests.tool', '>', 'tools.tool')
                    .select(({ fn }) => fn.min('requests.tool').as('tool'))
                    .as('tool'),
                ),
            ),
        )
        .selectFrom('requests')
        .innerJoin('request_contents', 'request_contents.id', 'requests.id')
        .select('captured')
        .where('requests.id', 'in', (within) =>
          within
            .selectFrom('tools')
            .where('tools.tool', 'is not', null)
            .select((tool) =>
              tool
                .selectFrom('requests as first')
                .where('first.status', '=', sql.lit('pending'))
                .whereRef('first.tool', '=', 'tools.tool')
                .select(({ fn }) => fn.min('first.id').as('id'))
                .as('id'),
            ),
        ),
    ),
    pending: new Statement<Page & { readonly tool: string; readonly after: string }, StoredRequest>(
      (slot) =>
        requests
          .where('status', '=', sql.lit('pending'))
          .where(
            'tool',
            '=',
            slot(({ tool }) => tool),
          )
          .where(
            'requests.id',
            '>',
            slot(({ after }) => after),
          )
          .orderBy('requests.id')
          .limit(slot(({ limit }) => limit)),
    ),
    due: new Statement<Page & { readonly now: number }, StoredRequest>((slot) =>
      requests
        .where(
          'wake_at',
          '<=',
          slot(({ now }) => now),
        )
        .orderBy('wake_at')
        .orderBy('requests.id')
        .limit(slot(({ limit }) => limit)),
    ),
    list: listStatements(requests),
    nextWake: new Statement((_: Slot<object>) =>
      build
        .selectFrom('requests')
        .select('wake_at')
        .where('wake_at', 'is not', null)
        .orderBy('wake_at')
        .limit(sql.lit(1)),
    ),
    head: new Statement((_: Slot<object>) => build.selectFrom('head').selectAll()),
    identity: new Statement((_: Slot<object>) => build.selectFrom('identity').selectAll()),
    policy: new Statement((slot: Slot<string>) =>
      build
        .selectFrom('policies')
        .select('sources')
        .where(
          'version',
          '=',
          slot((version) => version),
        ),
    ),
    wasActive: new Statement((slot: Slot<string>) =>
      build
        .selectFrom('policies')
        .select('version')
        .where(
          'version',
          '=',
          slot((version) => version),
        ),
    ),
    entries: new Statement((slot: Slot<Page & { readonly after: number }>) =>
      build
        .selectFrom('entries')
        .select(['seq', 'prev', 'hash', 'event'])
        .where(
          'seq',
          '>',
          slot(({ after }) => after),
        )
        .orderBy('seq')
        .limit(slot(({ limit }) => limit)),
    ),
    entriesOfRun: new Statement(
      (slot: Slot<Page & { readonly run: string; readonly after: number }>) =>
        build
          .selectFrom('entries')
          .select(['seq', 'prev', 'hash', 'event'])
          .where(
            'run',
            '=',
            slot(({ run }) => run),
          )
          .where(
            'seq',
            '>',
            slot(({ after }) => after),
          )
          .orderBy('seq')
          .limit(slot(({ limit }) => limit)),
    ),
    policyVersions: new Statement((slot: Slot<Page>) =>
      build
        .selectFrom('policies')
        .select(['version', 'activated_at'])
        .orderBy('generation', 'desc')
        .limit(slot(({ limit }) => limit)),
    ),
    record: new Statement((slot: Slot<RecordKey>) =>
      build
        .selectFrom('records')
        .select('value')
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
    records: new Statement((slot: Slot<Page & { readonly kind: string; readonly from: string }>) =>
      build
        .selectFrom('records')
        .select(['id', 'value'])
        .where(
          'kind',
          '=',
          slot(({ kind }) => kind),
        )
        .where(
          'id',
          '>=',
          slot(({ from }) => from),
        )
        .orderBy('id')
        .limit(slot(({ limit }) => limit)),
    ),
    checkpoints: new Statement((_: Slot<object>) =>
      build
        .selectFrom('checkpoints')
        .select(['checkpoint', 'signature'])
        .orderBy('seq')
        .orderBy('checkpoint'),
    ),
    notices: new Statement((slot: Slot<Page>) =>
      build
        .selectFrom('notices')
        .select(['id', 'notice', 'at'])
        .orderBy('id')
        .limit(slot(({ limit }) => limit)),
    ),
  };
}
