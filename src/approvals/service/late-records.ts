import type { AuditEvent } from '../../audit/event.ts';
import type { Store } from '../store.ts';

/** What is kept while the store fails; the oldest go first beyond that. */
const MOST_KEPT = 10_000;

/** UTF-16 units of all that is kept, as JSON: one event may hold arguments of 1 MiB. */
const MOST_UNITS = 32 * 1024 * 1024;

const RETRY_MS = 1_000;

interface Kept {
  readonly event: AuditEvent;
  readonly units: number;
}

/** Audit events of calls that ran while the store could not be written, handed in when it can. */
export class LateRecords {
  readonly #store: Pick<Store, 'write'>;
  #kept: Kept[] = [];
  #units = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #handingIn: Promise<void> | undefined;

  constructor(store: Pick<Store, 'write'>) {
    this.#store = store;
  }

  add(event: AuditEvent): void {
    const units = JSON.stringify(event).length;
    this.#kept.push({ event, units });
    this.#units += units;
    this.#dropOldest();
    this.#tryLater();
  }

  /** Writes what is kept, if the store takes it now; else it is tried again. Once at a time: a store may hang. */
  async handIn(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#handingIn ??= this.#handInOnce().finally(() => {
      this.#handingIn = undefined;
    });
    await this.#handingIn;
  }

  async close(): Promise<void> {
    await this.#handingIn;
    await this.handIn();
    clearTimeout(this.#timer);
  }

  async #handInOnce(): Promise<void> {
    const [kept, units, dropped] = [this.#kept, this.#units, this.#dropped];
    if (kept.length === 0) return;
    [this.#kept, this.#units, this.#dropped] = [[], 0, 0];
    const late = { recorded_late: true, ...(dropped > 0 && { lost_before: dropped }) };
    try {
      await this.#store.write(async (tx) => {
        for (const { event } of kept) {
          tx.audit({ ...event, details: { ...event.details, ...late } });
        }
      });
    } catch {
      this.#kept = [...kept, ...this.#kept];
      this.#units += units;
      this.#dropped += dropped;
      this.#dropOldest();
      this.#tryLater();
    }
  }

  #dropOldest(): void {
    let count = 0;
    while (this.#kept.length - count > MOST_KEPT || this.#units > MOST_UNITS) {
      this.#units -= this.#kept[count]?.units ?? 0;
      count += 1;
    }
    if (count > 0) this.#kept.splice(0, count);
    this.#dropped += count;
  }

  #tryLater(): void {
    this.#timer ??= setTimeout(() => void this.handIn(), RETRY_MS).unref();
  }
}
