import { tell } from './report.mjs';

/**
 * A database whose process dies at one point: right before or right after the work that it was given.
 *
 * @param points `commits`: before and after every commit; `all`: before every statement as well
 * @param at the number of the point, from 1; at none of them where it is higher than all
 */
export function deadlyDatabase(database, points, at) {
  let passed = 0;
  const pass = (what) => {
    passed += 1;
    if (passed !== at) return;
    tell({ kind: 'dying', what });
    process.kill(process.pid, 'SIGKILL');
    // the signal comes at once, and nothing may happen meanwhile
    for (;;);
  };
  const statement = (sql) => {
    if (points === 'all') pass(`before ${sql.slice(0, 40)}`);
  };
  return {
    dialect: database.dialect,
    reader: database.reader,
    hasTable: (name) => database.hasTable(name),
    onForeignCommit: (listener) => database.onForeignCommit(listener),
    close: () => database.close(),
    begin: async () => {
      const transaction = await database.begin();
      return {
        rows: (sql, values) => transaction.rows(sql, values),
        change: (sql, values) => {
          statement(sql);
          return transaction.change(sql, values);
        },
        commit: async () => {
          pass('before a commit');
          await transaction.commit();
          pass('after a commit');
        },
        rollback: () => transaction.rollback(),
      };
    },
  };
}
