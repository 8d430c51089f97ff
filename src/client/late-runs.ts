import { inBackground } from '../approvals/gate/in-background.ts';
import type { ServerLink } from './server-link.ts';
import { ServerProblemError } from './server-problem-error.ts';

/** A call that ran although nobody could decide it. */
interface LateRun {
  /** As it is sent. */
  readonly call: Readonly<Record<string, unknown>>;
  /** When it ran, ISO 8601. */
  readonly at: string;
}

/** What is kept while the server is away; the oldest go first beyond that. */
const MOST_KEPT = 1_000;

/** UTF-16 units of all that is kept, as JSON: one call may have arguments of 1 MiB. */
const MOST_UNITS = 32 * 1024 * 1024;

/** What is handed in at once; a server takes no more. */
const AT_ONCE = 100;
const UNITS_AT_ONCE = 4 * 1024 * 1024;

const RETRY_MS = 2_000;

/** Calls that ran because failing open was asked for, handed in when the server is back. */
export class LateRuns {
  readonly #link: ServerLink;
  readonly #onError: (error: unknown) => void;
  #kept: { readonly run: LateRun; readonly units: number }[] = [];
  #units = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #handingIn: Promise<void> | undefined;

  /** @param onError is told of runs that are lost */
  constructor(link: ServerLink, onError: (error: unknown) => void) {
    this.#link = link;
    this.#onError = onError;
  }

  /** @param at milliseconds since the Unix epoch */
  add(call: LateRun['call'], at: number): void {
    const run = { call, at: new Date(at).toISOString() };
    const units = JSON.stringify(run).length;
    this.#kept.push({ run, units });
    this.#units += units;
    let lost = 0;
    while (this.#kept.length - lost > MOST_KEPT || this.#units > MOST_UNITS) {
      this.#units -= this.#kept[lost]?.units ?? 0;
      lost += 1;
    }
    this.#drop(lost, 'too many calls ran while no server could be reached');
    this.#later();
  }

  /** Tries once more, and no more after that. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#handingIn;
    await this.#handIn();
    clearTimeout(this.#timer);
    this.#drop(this.#kept.length, 'the client was closed before the server could be reached');
  }

  #later(): void {
    this.#timer ??= inBackground(
      setTimeout(() => {
        this.#timer = undefined;
        void this.#handIn();
      }, RETRY_MS),
    );
  }

  /** Once at a time. */
  async #handIn(): Promise<void> {
    this.#handingIn ??= this.#handInAll().finally(() => {
      this.#handingIn = undefined;
    });
    await this.#handingIn;
  }

  async #handInAll(): Promise<void> {
    while (this.#kept.length > 0) {
      const some = this.#next();
      try {
        await this.#link.ask({
          method: 'POST',
          path: '/v1/decisions/late',
          body: { calls: some.map(({ run }) => run) },
          // an answer that was lost would have it written twice
          isRepeatable: false,
          patienceMs: RETRY_MS,
        });
      } catch (error) {
        if (!isNeverTaken(error)) {
          this.#later();
          return;
        }
        this.#tellLost(some.length, error.message);
      }
      const ended = new Set(some);
      this.#kept = this.#kept.filter((one) => !ended.has(one));
      for (const { units } of some) this.#units -= units;
    }
  }

  #next(): readonly { readonly run: LateRun; readonly units: number }[] {
    let units = 0;
    const some = this.#kept.slice(0, AT_ONCE).filter((one, index) => {
      units += one.units;
      return index === 0 || units <= UNITS_AT_ONCE;
    });
    return some;
  }

  #drop(count: number, why: string): void {
    if (count === 0) return;
    this.#kept.splice(0, count);
    this.#tellLost(count, why);
  }

  #tellLost(count: number, why: string): void {
    this.#onError(new Error(`${count} of the calls that ran undecided are in no record: ${why}`));
  }
}

/** What a server does not understand, it understands no better the next time, and others wait behind it. */
const isNeverTaken = (error: unknown): error is ServerProblemError =>
  error instanceof ServerProblemError && NEVER_TAKEN.has(error.status);

const NEVER_TAKEN: ReadonlySet<number> = new Set([400, 413, 415, 422]);
