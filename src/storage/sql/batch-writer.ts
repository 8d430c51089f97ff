import type { Transaction } from '../../approvals/store.ts';
import { type BufferedWrite, isChange } from '../buffered-write.ts';
import type { Job } from '../group-commit.ts';
import { pauses } from '../pause.ts';
import { HaltsReader } from './halts-reader.ts';
import { type PreparedWork, prepareWork } from './prepare-work.ts';
import { type ReadStatements, readStatements } from './read-statements.ts';
import type { SqlDatabase, SqlTransaction } from './sql-database.ts';
import { SqlReads } from './sql-reads.ts';
import type { HeadRow } from './tables.ts';
import { UnreadRows } from './unread-rows.ts';
import { type Spill, WorkTransaction } from './work-transaction.ts';
import { type WriteStatements, writeStatements } from './write-statements.ts';
import { writeWork } from './write-work.ts';

/** Runs works in one transaction of the database, and writes what each asked for. */
export class BatchWriter {
  readonly #database: SqlDatabase;
  readonly #reads: ReadStatements;
  readonly #writes: WriteStatements;
  readonly #halts = new HaltsReader();
  readonly #onChange: () => void;

  /** @param onChange called after requests were written or a policy was activated */
  constructor(database: SqlDatabase, onChange: () => void) {
    this.#database = database;
    this.#reads = readStatements(database.dialect);
    this.#writes = writeStatements(database.dialect);
    this.#onChange = onChange;
  }

  /**
   * Runs the works that `next` gives, one after the other, and commits. A work that fails is rejected
   * alone; when the database fails, all of them are.
   *
   * @throws StoreError when nothing can be written now; then `next` was not called
   */
  async write(next: () => Job<Transaction> | undefined): Promise<void> {
    const { transaction, reads, firstHead } = await this.#begin();
    const jobs: Job<Transaction>[] = [];
    const results: (() => void)[] = [];
    let changed = false;
    try {
      const unread = new UnreadRows(this.#writes, transaction);
      let head = firstHead;
      let wrote = false;
      const pause = pauses();
      for (let job = next(); job !== undefined; job = next()) {
        const spill = job.alone ? this.#spilling(transaction, unread, pause) : undefined;
        const work = new WorkTransaction(reads, this.#halts, head, pause, spill);
        const done = await runJob(job, work, pause);
        // what it has written early goes with the transaction, which it has for itself
        if (done === undefined) continue;
        jobs.push(job);
        const spilled = done.before !== head;
        wrote ||= spilled;
        changed ||= spilled;
        head = done.before;
        if (done.writes.length > 0) {
          // it may forget notices of earlier works
          if (done.prepared.forget !== undefined) await unread.write(pause);
          const first = !wrote;
          const misfit = await writeWork(this.#writes, transaction, done.prepared, first, pause);
          if (misfit !== undefined) {
            jobs.pop();
            job.reject(misfit);
            // what it has written must go, and nothing else was written
            if (first) break;
            continue;
          }
          wrote = true;
          unread.add(done.prepared);
          head = done.prepared.head;
          changed ||= done.writes.some(isChange);
        }
        results.push(done.result);
      }
      await unread.write(pause);
      // always: it is how other nodes see that something was committed
      if (wrote) await this.#writes.head.change(transaction, head);
      if (wrote) await transaction.commit();
      else await transaction.rollback();
    } catch (error) {
      await transaction.rollback();
      for (const { reject } of jobs) reject(error);
      return;
    }
    for (const result of results) result();
    if (changed) this.#onChange();
  }

  /** Writes a part of what a work asks for, before it has ended. */
  #spilling(transaction: SqlTransaction, unread: UnreadRows, pause: () => Promise<void>): Spill {
    return async (writes, head) => {
      if (writes.length === 0) return head;
      const prepared = await prepareWork(writes, head, pause);
      const misfit = await writeWork(this.#writes, transaction, prepared, true, pause);
      if (misfit !== undefined) throw misfit;
      unread.add(prepared);
      await unread.write(pause);
      return prepared.head;
    };
  }

  async #begin() {
    const transaction = await this.#database.begin();
    try {
      const reads = new SqlReads(this.#reads, transaction);
      return { transaction, reads, firstHead: await reads.head() };
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }
}

interface Done {
  readonly result: () => void;
  /** The head that `prepared` builds on. */
  readonly before: HeadRow;
  readonly writes: readonly BufferedWrite[];
  readonly prepared: PreparedWork;
}

/** Runs a work, which writes nothing yet but what it spills. `undefined` when it failed, and was told so. */
async function runJob(
  job: Job<Transaction>,
  transaction: WorkTransaction,
  pause: () => Promise<void>,
): Promise<Done | undefined> {
  try {
    const result = await job.run(transaction);
    const writes = transaction.end();
    const before = transaction.head;
    return { result, before, writes, prepared: await prepareWork(writes, before, pause) };
  } catch (error) {
    transaction.end();
    job.reject(error);
    return undefined;
  }
}
