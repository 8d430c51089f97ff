import type { AuditEvent } from '../../audit/event.ts';
import type { Store } from '../store.ts';

/** What is kept while the store fails; the oldest go first beyond that. */
const MOST_KEPT = 10_000;

const RETRY_MS = 1_000;

/** Audit events of calls that ran while the store could not be written, handed in when it can. */
export class LateRecords {
  readonly #store: Pick<Store, 'write'>;
  readonly #events: AuditEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(store: Pick<Store, 'write'>) {
    this.#store = store;
  }

  add(event: AuditEvent): void {
    this.#events.push(event);
    if (this.#events.length > MOST_KEPT) {
      this.#events.shift();
      this.#dropped += 1;
    }
    this.#timer ??= setTimeout(() => void this.handIn(), RETRY_MS).unref();
  }

  /** Writes what is kept, if the store takes it now; else it is tried again. */
  async handIn(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // taken out while they are written: what is handed in twice at a time is written once
    const events = this.#events.splice(0);
    if (events.length === 0) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    const late = { recorded_late: true, ...(dropped > 0 && { lost_before: dropped }) };
    try {
      await this.#store.write(async (tx) => {
        for (const event of events) tx.audit({ ...event, details: { ...event.details, ...late } });
      });
    } catch {
      this.#events.unshift(...events);
      this.#dropped += dropped;
      this.#timer ??= setTimeout(() => void this.handIn(), RETRY_MS).unref();
    }
  }

  async close(): Promise<void> {
    await this.handIn();
    clearTimeout(this.#timer);
  }
}
