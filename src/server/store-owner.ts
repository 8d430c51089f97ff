import type { Clock } from '../approvals/clock.ts';
import type { Store } from '../approvals/store.ts';
import type { JsonRecord } from '../json/json-value.ts';

/** How often a node says that it is there. */
const BEAT_MS = 5_000;

/** A node that did not say so for this long is not there any more. */
const GONE_MS = 20_000;

/** What a node that was killed has left behind is swept up after this. */
const FORGOTTEN_MS = 60 * 60_000;

/** More nodes than this are not looked through. */
const MOST_NODES = 500;

/** A server that works on a store. */
export interface ServerNode {
  readonly id: string;
  readonly pid: number;
  /** The name of the machine. */
  readonly host: string;
}

/** A server, as the store has it. */
export interface SeenNode extends ServerNode {
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
  readonly seen: number;
}

/** Says in a store that a server works on it: whoever holds the store itself stays away from it meanwhile. */
export class StoreOwner {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #node: ServerNode;
  readonly #since: number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #saying: Promise<void> | undefined;

  /** @param onError is told when the store cannot be told */
  constructor(store: Store, clock: Clock, node: ServerNode, onError: (error: unknown) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#node = node;
    this.#since = clock.now();
    this.#onError = onError;
  }

  /** @throws StoreError */
  async start(): Promise<void> {
    const now = this.#clock.now();
    const old = (await nodesOf(this.#store)).filter(({ seen }) => now - seen > FORGOTTEN_MS);
    await this.#store.write(async (tx) => {
      for (const { id } of old) tx.putRecord('node', id, undefined);
      tx.putRecord('node', this.#node.id, this.#record());
    });
    this.#timer = setInterval(() => void this.#say(), BEAT_MS).unref();
  }

  /** The server does not work on the store any more. A store that fails forgets it in time by itself. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saying;
    await this.#put(undefined);
  }

  async #say(): Promise<void> {
    if (this.#saying !== undefined) return;
    this.#saying = this.#put(this.#record());
    await this.#saying;
    this.#saying = undefined;
  }

  async #put(record: JsonRecord | undefined): Promise<void> {
    try {
      await this.#store.write(async (tx) => tx.putRecord('node', this.#node.id, record));
    } catch (error) {
      this.#onError(error);
    }
  }

  #record(): JsonRecord {
    const { pid, host } = this.#node;
    return { pid, host, since: this.#since, seen: this.#clock.now() };
  }
}

/**
 * A server that works on a store now.
 *
 * @param host the name of this machine: of a server on it, the process can be looked for
 * @param isRunning whether a process of this machine is there
 * @throws StoreError
 */
export async function ownerOf(
  store: Pick<Store, 'records'>,
  now: number,
  host: string,
  isRunning: (pid: number) => boolean = isProcess,
): Promise<SeenNode | undefined> {
  const nodes = await nodesOf(store);
  return nodes.find(
    (node) => now - node.seen < GONE_MS && (node.host !== host || isRunning(node.pid)),
  );
}

async function nodesOf(store: Pick<Store, 'records'>): Promise<readonly SeenNode[]> {
  const records = await store.records('node', undefined, MOST_NODES);
  return records.flatMap(({ id, value }) => {
    const { pid, host, since, seen } = value;
    return typeof pid === 'number' &&
      typeof host === 'string' &&
      typeof since === 'number' &&
      typeof seen === 'number'
      ? [{ id, pid, host, since, seen }]
      : [];
  });
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // one of another user is there all the same
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
