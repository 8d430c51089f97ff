import type { SelectQueryBuilder } from 'kysely';
import type { RequestFilter } from '../../approvals/store.ts';
import { columnText } from './request-row.ts';
import { type Slot, Statement } from './statement.ts';
import type { StoredRequest } from './stored-request.ts';
import type { RequestRow, Tables } from './tables.ts';

/** How many rows a query gives at most. */
export interface Page {
  readonly limit: number;
}

/** What a list asks for: the columns that must have a value, and where the page begins. */
export interface ListInput extends Page {
  readonly before: string | undefined;
  readonly equal: Readonly<Partial<Record<FilterColumn, string>>>;
}

type FilterColumn = (typeof FILTER_COLUMNS)[number];
const FILTER_COLUMNS = ['status', 'execution', 'agent', 'tool', 'run'] as const;

/** The columns that a filter names, with their values. */
export function filterColumns(filter: RequestFilter): ListInput['equal'] {
  const { status, execution, agent, tool, run } = filter;
  return {
    ...(status !== undefined && { status }),
    ...(execution !== undefined && { execution }),
    ...(agent !== undefined && { agent: columnText(agent) }),
    ...(tool !== undefined && { tool: columnText(tool) }),
    ...(run !== undefined && { run: columnText(run) }),
  };
}

/** Gives the statement of a list; lists that filter by the same columns share one. */
export function listStatements(
  requests: SelectQueryBuilder<Tables, 'requests' | 'request_contents', StoredRequest>,
) {
  const known = new Map<string, Statement<ListInput, StoredRequest>>();
  return ({ before, equal }: ListInput): Statement<ListInput, StoredRequest> => {
    const columns = FILTER_COLUMNS.filter((column) => equal[column] !== undefined);
    const name = [...columns, before === undefined ? '' : 'before'].join();
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = new Statement<ListInput, StoredRequest>((slot) => {
      let query = requests.orderBy('requests.id', 'desc').limit(slot(({ limit }) => limit));
      for (const column of columns) query = query.where(column, '=', wanted(slot, column));
      return before === undefined
        ? query
        : query.where(
            'requests.id',
            '<',
            slot((input) => input.before ?? ''),
          );
    });
    known.set(name, made);
    return made;
  };
}

const wanted = (slot: Slot<ListInput>, column: FilterColumn) =>
  slot(({ equal }): RequestRow[FilterColumn] & string => equal[column] ?? '');
