import { median } from '../measure.mjs';
import { reloadTitle, rowTitle } from './titles.mjs';

/**
 * What is asked of approvals. These figures are absolute: they depend on the machine, and where the disk
 * counts, how long it took to sync is told.
 *
 * @param {{ creation: any, release: any, reload: readonly any[], verification: any }} approvals
 */
export function approvalFigures({ creation, release, reload, verification }) {
  const syncMs = median(creation.syncs.map(({ medianMs }) => medianMs)).toFixed(2);
  return [
    ...creation.rows
      .filter(({ id, callers }) => callers > 1 && id.startsWith('slow'))
      .map((row) => ({
        what: `durable requests created per second, SQLite, ${rowTitle(row)} than on a disk that syncs in ${syncMs} ms`,
        bound: 'at least',
        limit: 2000,
        measured: row.perSecond,
      })),
    ...release.rows.map((row) => ({
      what: `release after approval, ${rowTitle(row)}, ms at p99`,
      bound: 'at most',
      limit: 50,
      measured: row.p99Ms,
    })),
    ...reload
      .filter(({ termsChanged }) => termsChanged === 0)
      .map((row) => ({
        what: `reload with ${row.filled.pending} pending, ${row.filled.affected} affected: ${reloadTitle(row)}, s`,
        bound: 'at most',
        limit: 2,
        measured: row.sinceActivationMs / 1000,
      })),
    ...verification.rows.map((row) => ({
      what: `audit entries verified per second of processor time, ${rowTitle(row)}`,
      bound: 'at least',
      limit: 100_000,
      measured: row.perProcessorSecond,
    })),
  ];
}
