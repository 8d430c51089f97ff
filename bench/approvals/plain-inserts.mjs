import { loadSqlite } from '../../dist/storage/sqlite/sqlite-module.js';
import { startStopwatch } from '../stopwatch.mjs';

const MOST_REQUESTS = 2000;

/**
 * What SQLite and the disk do by themselves: rows that a gate has written are copied into empty tables of
 * the same form, one transaction for each request with its two entries, its notice and the new head.
 *
 * @param {string} from a database that a gate has written
 * @param {number} milliseconds how long at most
 */
export async function plainInserts(from, milliseconds) {
  const { DatabaseSync } = await loadSqlite();
  const source = new DatabaseSync(from);
  const rows = readRows(source);
  const forms = source.prepare('select sql from sqlite_schema where sql is not null').all();
  const [head] = source.prepare('select * from head').all();
  source.close();
  const target = new DatabaseSync(`${from}.plain`);
  target.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32000');
  for (const { sql } of forms) target.exec(sql);
  const insert = {
    request: inserter(target, 'requests', rows[0].request),
    entry: inserter(target, 'entries', rows[0].entries[0]),
    notice: inserter(target, 'notices', rows[0].notice),
  };
  inserter(target, 'head', head)(head);
  const advance = target.prepare('update head set seq = ?, hash = ?, notice = ? where id = 1');
  const stopwatch = startStopwatch();
  const start = performance.now();
  let count = 0;
  for (const { request, entries, notice } of rows) {
    if (performance.now() - start > milliseconds) break;
    target.exec('begin immediate');
    insert.request(request);
    for (const entry of entries) insert.entry(entry);
    insert.notice(notice);
    advance.run(entries[1].seq, entries[1].hash, notice.id);
    target.exec('commit');
    count += 1;
  }
  const elapsed = performance.now() - start;
  const processorMs = stopwatch() / count;
  target.close();
  return { perSecond: (count / elapsed) * 1000, perCommit: 1, processorMs };
}

/** Requests in the order in which they were made, with what was written along with them. */
function readRows(source) {
  const all = (table, key) =>
    source.prepare(`select * from ${table} order by ${key} limit ${2 * MOST_REQUESTS}`).all();
  const notices = all('notices', 'id');
  const entries = all('entries', 'seq').filter(({ event }) =>
    /"action":"(call|approval)\./.test(event),
  );
  return all('requests', 'created_at, id')
    .slice(0, MOST_REQUESTS)
    .map((request, at) => ({
      request,
      entries: entries.slice(2 * at, 2 * at + 2),
      notice: notices[at],
    }))
    .filter(({ entries: both, notice }) => both.length === 2 && notice !== undefined);
}

function inserter(database, table, row) {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  const statement = database.prepare(
    `insert into ${table} (${columns.join(', ')}) values (${places})`,
  );
  return (values) => statement.run(...columns.map((column) => values[column]));
}
