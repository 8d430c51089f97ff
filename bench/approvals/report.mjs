import { columns } from '../columns.mjs';
import { reloadTitle, rowTitle } from './titles.mjs';

/** Tables on the terminal, by the part of the results that they show. */
export const TABLES = {
  creation: (result) => creationTable('requests created, SQLite', result),
  postgres: (result) => creationTable('requests created, PostgreSQL', result),
  release: releaseTable,
  reload: reloadTable,
  verification: verificationTable,
};

function creationTable(title, result) {
  const table = columns(
    [title, 'per second', 'a commit', 'processor', ''],
    result.rows.map((row) => [
      rowTitle(row),
      row.perSecond.toFixed(0),
      row.perCommit.toFixed(1),
      `${(row.processorMs * 1000).toFixed(0)} us`,
      '',
    ]),
  );
  return `${table}\n${conditions(result)}`;
}

function releaseTable(result) {
  const table = columns(
    ['release after approval', 'p50', 'p99', 'longest', 'p99 from the call', ''],
    result.rows.map((row) => [
      rowTitle(row),
      ms(row.p50Ms),
      ms(row.p99Ms),
      ms(row.maxMs),
      ms(row.sinceAsked.p99Ms),
      '',
    ]),
  );
  return `${table}\n${conditions(result)}`;
}

function reloadTable(results) {
  const head = ['reload', 'activation', 'file', 'processor', 'stall', 'request', 'decisions', ''];
  const rows = results.map((row) => [
    `${row.filled.pending} pending, ${row.resolved} resolved, ${row.termsChanged} held otherwise: ${reloadTitle(row)}`,
    ms(row.sinceActivationMs),
    ms(row.sinceWrittenMs),
    ms(row.processorMs),
    ms(row.longestStallMs),
    ms(row.longestRequestMs),
    String(row.decisionsMeanwhile),
    conditions(row),
  ]);
  return columns(head, rows);
}

function verificationTable(result) {
  const table = columns(
    [
      `${result.entries} entries of ${result.bytesPerEntry.toFixed(0)} bytes`,
      'per second',
      'per second of processor time',
      '',
    ],
    result.rows.map((row) => [
      rowTitle(row),
      row.perSecond.toFixed(0),
      row.perProcessorSecond.toFixed(0),
      '',
    ]),
  );
  return `${table}\n${conditions(result)}`;
}

/** What the machine did beside, and how fast its disk was. */
export function conditions({ syncs = [], loadBefore, loadAfter }) {
  const load = `load ${loadBefore.toFixed(1)} to ${loadAfter.toFixed(1)}`;
  const disk = syncs.map(
    ({ medianMs, meanMs }) => `${medianMs.toFixed(2)} (mean ${meanMs.toFixed(2)})`,
  );
  return disk.length === 0 ? load : `${load}; syncs of 4 KiB, ms: ${disk.join(', ')}`;
}

/** @param {number} value in milliseconds */
export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
