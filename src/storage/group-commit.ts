import { setImmediate } from 'node:timers/promises';

/** Something to be done in a batch with others. */
export interface Job<Context> {
  /** Does it; gives what tells its result to whoever waits, to be called once the batch is durable. */
  readonly run: (context: Context) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
  /** It is the only one in its batch. */
  readonly alone: boolean;
}

/**
 * Does the jobs that `next` gives, one after the other, makes all of them durable at once, and tells each.
 * Rejects only before it has taken a job, when none can be done now.
 */
export type Batch<Context> = (next: () => Job<Context> | undefined) => Promise<void>;

/** How many jobs share a commit at most: those that come first should not wait for too many others. */
const MOST_JOBS = 512;
/** After so many milliseconds a batch takes no more jobs. */
const LONGEST_BATCH = 20;

/**
 * Queues jobs, and has them done in batches, one batch at a time: a commit waits for the disk, and the
 * jobs that come meanwhile share the next one.
 */
export class GroupCommit<Context> {
  readonly #batch: Batch<Context>;
  readonly #queue: Job<Context>[] = [];
  #draining: Promise<void> | undefined;

  constructor(batch: Batch<Context>) {
    this.#batch = batch;
  }

  /** Resolves to what `work` gave when it is durable; rejects with its error, or with what befell the batch. */
  add<T>(work: (context: Context) => Promise<T>, alone = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        run: async (context) => {
          const result = await work(context);
          return () => resolve(result);
        },
        reject,
        alone,
      });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when nothing is left to be done. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      // whoever was released by the last batch, and whatever came in meanwhile, comes to its turn
      await setImmediate();
      await this.#batch(this.#boundedQueue()).catch((error: unknown) => {
        // each would wait as long again, only to hear the same
        for (const { reject } of this.#queue.splice(0)) reject(error);
      });
    }
    this.#draining = undefined;
  }

  #boundedQueue(): () => Job<Context> | undefined {
    let end: number | undefined;
    let left = MOST_JOBS;
    return () => {
      end ??= performance.now() + LONGEST_BATCH;
      const alone = this.#queue[0]?.alone === true;
      if (left === 0 || performance.now() > end || (alone && left < MOST_JOBS)) return undefined;
      left = alone ? 0 : left - 1;
      return this.#queue.shift();
    };
  }
}
