import type { Call } from '../../policy/call.ts';
import { type Halt, haltOf } from '../halt.ts';
import type { Transaction } from '../store.ts';

/** What is halted at a place of the log. */
export interface HaltsAt {
  readonly halts: readonly Halt[];
  readonly seq: number;
}

/**
 * The halts that this process has heard of last. They hold while the store cannot be asked; whenever it
 * can, it is.
 */
export class KnownHalts {
  #known: HaltsAt = { halts: [], seq: 0 };

  /** The halt that stops a call, as far as this process knows. */
  of(call: Call): Halt | undefined {
    return haltOf(this.#known.halts, call);
  }

  /** Takes what a durable work has seen, unless something later is known. */
  learn(heard: HaltsAt): void {
    if (heard.seq >= this.#known.seq) this.#known = heard;
  }
}

/** What is halted where a work begins. */
export async function haltsAt(tx: Pick<Transaction, 'halts' | 'logHead'>): Promise<HaltsAt> {
  return { halts: await tx.halts(), seq: (await tx.logHead()).seq };
}
