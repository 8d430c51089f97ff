import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ids } from '../../../src/approvals/ids.ts';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import { ApprovalService } from '../../../src/approvals/service/approval-service.ts';
import type { Store } from '../../../src/approvals/store.ts';
import { until } from '../../support/until.ts';
import { type JumpingClock, jumpingClock } from './jumping-clock.ts';
import { Observed } from './observed.ts';
import { policyAt } from './policies.ts';

/** Where the histories of a campaign take place. */
export interface Place {
  /** Opens the store; of one place all show the same. */
  readonly open: () => Promise<Store>;
  /** Whether a store can be closed and opened again. */
  readonly durable: boolean;
  readonly remove: () => Promise<void>;
}

interface Node {
  store: Store;
  service: ApprovalService;
}

/** Somebody who waits for a request. */
interface Wait {
  readonly id: string;
  readonly node: number;
  readonly end: AbortController;
  released: Pick<ApprovalRequest, 'resolution'> | undefined;
  failed: unknown;
}

/** Two nodes on one store, and those who wait at them. */
export class World {
  readonly place: Place;
  readonly clock: JumpingClock = jumpingClock();
  readonly observed = new Observed();
  readonly nodes: Node[] = [];
  /** What failed beside all calls. */
  readonly errors: unknown[] = [];
  waits: Wait[] = [];
  readonly #ids: Ids = countingIds();

  private constructor(place: Place) {
    this.place = place;
  }

  /** @param policies what each node starts with */
  static async open(place: Place, policies: readonly number[]): Promise<World> {
    const world = new World(place);
    for (const policy of policies) {
      const store = place.durable ? undefined : world.nodes[0]?.store;
      world.nodes.push(world.#nodeOn(store ?? (await place.open()), policy));
    }
    return world;
  }

  node(index: number): Node {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`there is no node ${index}`);
    return node;
  }

  /** Ends a node and starts another one in its stead. Who waited there is gone. */
  async restart(index: number, policy: number): Promise<void> {
    const node = this.node(index);
    this.#endWaits((wait) => wait.node === index);
    await node.service.close();
    if (this.place.durable) await node.store.close();
    const store = this.place.durable ? await this.place.open() : node.store;
    Object.assign(node, this.#nodeOn(store, policy));
    await node.service.start();
  }

  /** Begins to wait for a request at a node. */
  wait(index: number, id: string): void {
    const end = new AbortController();
    const wait: Wait = { id, node: index, end, released: undefined, failed: undefined };
    this.waits.push(wait);
    this.node(index)
      .service.reviews.wait(id, 3_600_000, end.signal)
      .then(
        (request) => {
          wait.released = request;
        },
        (error: unknown) => {
          wait.failed = error;
        },
      );
  }

  /** Gives those a turn who were released; in memory all of them have gone on after it. */
  async letGo(isResolved: (id: string) => boolean): Promise<void> {
    await nextTurn();
    if (!this.place.durable) return;
    const due = this.waits.filter(({ id }) => isResolved(id));
    await until('waiters went on', () =>
      due.every(({ released, failed }) => released !== undefined || failed !== undefined),
    );
  }

  async close(): Promise<void> {
    this.#endWaits(() => true);
    for (const { service } of this.nodes) await service.close();
    for (const store of new Set(this.nodes.map(({ store }) => store))) await store.close();
    await this.place.remove();
  }

  #endWaits(which: (wait: Wait) => boolean): void {
    for (const wait of this.waits) if (which(wait)) wait.end.abort();
    this.waits = this.waits.filter((wait) => !which(wait));
  }

  #nodeOn(store: Store, policy: number): Node {
    const service = new ApprovalService(policyAt(policy).policy, {
      store,
      clock: this.clock,
      ids: this.#ids,
      onError: (error) => this.errors.push(error),
    });
    return { store, service };
  }
}

function countingIds(): Ids {
  let count = 0;
  const next = (): string => String(++count).padStart(6, '0');
  return { request: () => `apr_${next()}`, claim: () => `clm_${next().padStart(32, '0')}` };
}
