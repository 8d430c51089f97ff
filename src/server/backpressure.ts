import { waitForApproval } from '../contract/endpoints/approvals.ts';
import { PROBES } from './probes.ts';
import { ProblemError } from './problem.ts';

export interface Capacity {
  /** Requests that are worked on at a time. */
  readonly mostRequests: number;
  /** Requests that wait for a resolution at a time. */
  readonly mostWaits: number;
}

/**
 * Refuses early what the server could only do late: a queue that grows without end helps nobody. Requests that
 * wait for a person are counted by themselves: many of them are nothing unusual.
 */
export class Backpressure {
  readonly #capacity: Capacity;
  #requests = 0;
  #waits = 0;

  constructor(capacity: Capacity) {
    this.#capacity = capacity;
  }

  /** Requests that wait for a resolution. */
  get waits(): number {
    return this.#waits;
  }

  /**
   * Does what a request asks for.
   *
   * @throws ProblemError `overloaded`, with `retry_after` in seconds; what `run` throws
   */
  async work<T>(endpointId: string, run: () => Promise<T>): Promise<T> {
    // what tells how the server is has to answer when it is busiest
    if (PROBES.has(endpointId)) return run();
    return endpointId === waitForApproval.id ? this.#wait(run) : this.#request(run);
  }

  async #wait<T>(run: () => Promise<T>): Promise<T> {
    if (this.#waits >= this.#capacity.mostWaits) throw overloaded('too many wait for a decision');
    this.#waits += 1;
    try {
      return await run();
    } finally {
      this.#waits -= 1;
    }
  }

  async #request<T>(run: () => Promise<T>): Promise<T> {
    if (this.#requests >= this.#capacity.mostRequests) throw overloaded('the server is busy');
    this.#requests += 1;
    try {
      return await run();
    } finally {
      this.#requests -= 1;
    }
  }
}

const overloaded = (why: string): ProblemError =>
  new ProblemError('overloaded', `${why}: try again in a second`, { retry_after: 1 });
