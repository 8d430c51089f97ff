import { setTimeout } from 'node:timers/promises';

/** How long a process writes before it leaves a gap, in milliseconds. */
const LONGEST_TURN = 50;
/** A gap that another process, which tries every few milliseconds, is likely to meet. */
const GAP = 8;

/**
 * Lets writers of other processes in: SQLite has no queue for its lock, and a process that commits one
 * batch after the other leaves it free for microseconds only.
 */
export class WriterTurns {
  #began = 0;
  #ended = 0;
  /** How much of the time since the last gap was spent inside transactions. */
  #written = 0;

  /** Awaited before a transaction. */
  async giveWay(): Promise<void> {
    if (performance.now() - this.#ended >= GAP) this.#written = 0;
    if (this.#written < LONGEST_TURN) return;
    this.#written = 0;
    await setTimeout(GAP);
  }

  begin(): void {
    this.#began = performance.now();
  }

  end(): void {
    this.#ended = performance.now();
    this.#written += this.#ended - this.#began;
  }
}
