import { conditions, ms } from '../approvals/report.mjs';
import { columns } from '../columns.mjs';
import { rowTitle } from './titles.mjs';

/** Tables on the terminal, by the part of the results that they show. */
export const TABLES = {
  decisions: (result) => decisionsTable('over HTTP, SQLite', result),
  postgres: (result) => decisionsTable('over HTTP, PostgreSQL', result),
  held: heldTables,
  soak: soakTable,
};

function decisionsTable(title, result) {
  const table = columns(
    [title, 'connections', 'per second', 'ratio', 'processor', 'p50', 'p90', 'p99', 'p99.9', ''],
    result.rows.map((row) => [
      rowTitle(row),
      String(row.connections),
      row.perSecond.toFixed(0),
      row.ratio.toFixed(2),
      `${(row.processorMs * 1000).toFixed(0)} us`,
      ms(row.p50Ms),
      ms(row.p90Ms),
      ms(row.p99Ms),
      ms(row.p999Ms),
      '',
    ]),
  );
  return `${table}\n${conditions(result)}`;
}

function heldTables(result) {
  return `${eventsTable(result)}\n\n${releaseTable(result)}\n\n${memoryTable(result)}\n${conditions(result)}`;
}

function eventsTable({ listeners, pending, rows }) {
  return columns(
    [
      `${listeners} listeners, ${pending} pending: an event`,
      'hear it',
      'p50',
      'p99',
      'longest',
      'p50 from the call',
      'p99 from the call',
      '',
    ],
    rows.map((row) => [rowTitle(row), String(row.hear), ...moments(row), '']),
  );
}

function releaseTable({ polls, rows }) {
  const beside = rows.flatMap((row) => (row.polls === undefined ? [] : [{ ...row.polls, ...row }]));
  return columns(
    [
      'long poll answered',
      'times',
      'p50',
      'p99',
      'longest',
      'p50 from the call',
      'p99 from the call',
      '',
    ],
    [
      ['nobody listens', String(polls.count), ...moments(polls), ''],
      ...beside.map((row) => [rowTitle(row), String(row.count), ...moments(row.polls), '']),
    ],
  );
}

const moments = ({ sinceAnswered, sinceAsked }) => [
  ms(sinceAnswered.p50Ms),
  ms(sinceAnswered.p99Ms),
  ms(sinceAnswered.maxMs),
  ms(sinceAsked.p50Ms),
  ms(sinceAsked.p99Ms),
];

function memoryTable({ memory }) {
  return columns(
    ['memory of the server', 'heap', 'process', ''],
    Object.entries(memory).map(([id, { heap, rss }]) => [
      rowTitle({ id }),
      MiB(heap),
      MiB(rss),
      '',
    ]),
  );
}

function soakTable(result) {
  const { minutes, samples, done, reloads } = result;
  const picked = samples.filter((_, at) => at % Math.ceil(samples.length / 12) === 0);
  const table = columns(
    [`mixed load for ${minutes} min`, 'done', 'heap', 'process', 'store', ''],
    picked.map((sample) => [
      `${sample.minutes.toFixed(1)} min`,
      String(sample.done),
      `${sample.heapMiB.toFixed(1)} MiB`,
      `${sample.rssMiB.toFixed(0)} MiB`,
      `${sample.diskMiB.toFixed(0)} MiB`,
      '',
    ]),
  );
  const counts = Object.entries(done).map(([what, count]) => `${what} ${count}`);
  const lines = [
    `${counts.join(', ')}, reloads ${reloads}`,
    `second half, a minute: heap ${signed(result.heapPerMinute)} MiB (standard error ${result.heapError.toFixed(2)}; ` +
      `${result.heapBytesEach.toFixed(0)} bytes for each thing done), process ${signed(result.rssPerMinute)} MiB, ` +
      `store ${signed(result.diskPerMinute)} MiB`,
    conditions(result),
  ];
  return [table, ...lines].join('\n');
}

const signed = (value) => `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
const MiB = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
