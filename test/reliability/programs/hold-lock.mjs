/** Holds the write lock of a SQLite file until its input ends. */
import { loadSqlite } from '../../../dist/storage/sqlite/sqlite-module.js';
import { tell } from './report.mjs';

const { path } = JSON.parse(process.argv[2]);
const { DatabaseSync } = await loadSqlite();
const connection = new DatabaseSync(path);
connection.exec('begin immediate');
tell({ kind: 'ready' });
process.stdin.resume().on('end', () => connection.close());
