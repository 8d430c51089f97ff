import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../cel/agreement/random.ts';
import type { ServerNode } from './nodes-server.ts';

/** Follows the events of several servers, on one after the other: each time it goes on where it stood. */
export class EventFollower {
  /** Places in the log of all events, as they came. */
  readonly seqs: number[] = [];
  /** Connections that ended before the follower left them. */
  broken = 0;
  /** Connections that gave anything. */
  opened = 0;
  readonly #nodes: readonly ServerNode[];
  readonly #key: string;
  readonly #random: Random;
  readonly #closing = new AbortController();
  #lastId = '0';
  #running: Promise<void> | undefined;

  constructor(nodes: readonly ServerNode[], key: string, seed: number) {
    this.#nodes = nodes;
    this.#key = key;
    this.#random = new Random(seed);
  }

  /** Up to which place in the log it has heard everything. */
  get heard(): number {
    return Number(this.#lastId);
  }

  /** Begins with the first event of the log. */
  start(): void {
    this.#running = this.#follow();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #follow(): Promise<void> {
    for (let turn = this.#random.below(3); !this.#closing.signal.aborted; turn += 1) {
      const node = this.#nodes[turn % this.#nodes.length];
      if (node === undefined) throw new Error('there is a node');
      const leaving = new AbortController();
      // it stays for a while, or until the server is gone
      const timer = setTimeout(() => leaving.abort(), 200 + this.#random.below(3_000));
      try {
        await this.#listen(node, AbortSignal.any([leaving.signal, this.#closing.signal]));
      } catch (error) {
        if (!(error instanceof Error) || error.name === 'SyntaxError') throw error;
      }
      clearTimeout(timer);
      if (!leaving.signal.aborted && !this.#closing.signal.aborted) {
        this.broken += 1;
        await sleep(20);
      }
    }
  }

  async #listen(node: ServerNode, signal: AbortSignal): Promise<void> {
    const response = await fetch(`${node.url}/v1/events`, {
      headers: { authorization: `Bearer ${this.#key}`, 'last-event-id': this.#lastId },
      signal,
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return;
    }
    this.opened += 1;
    let rest = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      // what was cut does not count: it comes again
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    const data = fields.get('data');
    if (data !== undefined) this.seqs.push((JSON.parse(data) as { seq: number }).seq);
    this.#lastId = fields.get('id') ?? this.#lastId;
  }
}
