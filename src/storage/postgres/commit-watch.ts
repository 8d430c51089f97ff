import { Client } from 'pg';
import type { PostgresAddress } from './postgres-pool.ts';

/** What stores call out after a commit. One channel serves all stores of a database. */
export const CHANNEL = 'assent_commit';

/** How often the database is asked whether anything was committed, in milliseconds. */
const POLL_INTERVAL = 1_000;

/**
 * Looks for commits of other processes: a notification is quick and may be lost, so that the database
 * is asked regularly as well.
 */
export class CommitWatch {
  readonly #address: PostgresAddress;
  readonly #self: string;
  readonly #mark: () => Promise<string>;
  readonly #listener: () => void;
  readonly #timer: NodeJS.Timeout;
  #last: string | undefined;
  #client: Client | undefined;
  #ended = false;

  /**
   * @param self what this process itself calls out, which is no news
   * @param mark something that is different after every commit
   */
  constructor(
    address: PostgresAddress,
    self: string,
    mark: () => Promise<string>,
    listener: () => void,
  ) {
    this.#address = address;
    this.#self = self;
    this.#mark = mark;
    this.#listener = listener;
    this.#timer = setInterval(() => this.#tick(), POLL_INTERVAL);
    this.#timer.unref();
    this.#tick();
  }

  end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#hangUp();
  }

  #tick(): void {
    void this.#look();
    void this.#connect();
  }

  /** Two looks at once may tell twice, which does no harm. */
  async #look(): Promise<void> {
    try {
      const mark = await this.#mark();
      // the first look may come after a commit that the listener has not seen
      if (mark !== this.#last) this.#tell();
      this.#last = mark;
    } catch {
      // whoever uses the store is told what is wrong with it
    }
  }

  async #connect(): Promise<void> {
    if (this.#client !== undefined) return;
    const client = new Client(this.#address.config);
    this.#client = client;
    const lost = (): void => {
      if (this.#client === client) this.#hangUp();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => {
      if (payload !== this.#self) this.#tell();
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch {
      // the next tick tries again
      lost();
      return;
    }
    // for what was committed before anybody could call
    await this.#look();
  }

  #hangUp(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => {});
  }

  #tell(): void {
    if (!this.#ended) this.#listener();
  }
}
