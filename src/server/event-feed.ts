import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApprovalRequest } from '../approvals/request.ts';
import type { Store } from '../approvals/store.ts';
import type { ApprovalView } from '../approvals/view.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { LogEntry } from '../audit/log-line.ts';
import { COME_BACK, type EventFrame, eventTypeOf, frameOf, standingAt } from './event-frame.ts';
import { EventListener, type Replayed, type Wanted } from './event-listener.ts';
import { ProblemError } from './problem.ts';
import { turnsAway } from './turned-away.ts';

/** Entries that are read at a time: each may hold megabytes. */
const PAGE = 100;

/** UTF-16 units that one who comes back is handed at a time, or one event: what is not read is kept for each. */
const MOST_REPLAYED = 2 ** 20;

/** How often those who hear nothing are told that the connection lives; proxies end silent ones after 30 s. */
const HEARTBEAT_MS = 15_000;

/** Listeners that are handed something before others get a turn. */
const A_TURN = 100;

/** When the log could not be read, it is tried again after this. */
const RETRY_MS = 500;

/** What a feed needs. */
export interface EventFeedOptions {
  readonly store: Pick<Store, 'entries' | 'logHead' | 'onChange' | 'request'>;
  /** A request as people and programs may see it. */
  readonly viewOf: (request: ApprovalRequest) => ApprovalView;
  /** Listeners at a time. */
  readonly mostListeners: number;
  /** Is told of every entry of the log, in order, once. */
  readonly onEvent?: (event: AuditEvent) => void;
  /** Is told when the log cannot be read. */
  readonly onError: (error: unknown) => void;
}

/**
 * What happens, for those who listen: one reader of the audit log for all of them, who makes each event into
 * text once. The log is the truth; what the store says of changes is a hint to look.
 */
export class EventFeed {
  readonly #options: EventFeedOptions;
  readonly #listeners = new Set<EventListener>();
  readonly #live = new Set<EventListener>();
  /** Pages that are being read for those who come back: after a restart, very many want the same. */
  readonly #replays = new Map<number, Promise<Replayed>>();
  readonly #stopHints: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #seq: number;
  #looking: Promise<void> | undefined;
  #isAsked = false;
  #isClosed = false;

  /** @param seq what comes after this entry is news; see `openEventFeed` */
  constructor(options: EventFeedOptions, seq: number) {
    this.#options = options;
    this.#seq = seq;
    this.#stopHints = options.store.onChange(() => void this.look());
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * Events as text for `text/event-stream`, from `after` on without a gap, until `signal` is aborted, the feed
   * is closed, or the listener reads too slowly: it comes back with the last id that it has.
   *
   * @throws ProblemError `overloaded` when too many listen, `shutting-down`
   */
  subscribe(wanted: Wanted, signal: AbortSignal): AsyncIterable<string> {
    if (this.#isClosed) {
      throw new ProblemError('shutting-down', 'the server shuts down: try again', {
        retry_after: 1,
      });
    }
    if (this.#listeners.size >= this.#options.mostListeners) {
      throw new ProblemError('overloaded', 'too many listen to events: try again', {
        retry_after: 5,
      });
    }
    const listener = new EventListener(this.#source, wanted, signal);
    this.#listeners.add(listener);
    if (signal.aborted) listener.end();
    return listener;
  }

  /** Looks at the log without waiting for a hint. Resolves when what was in it before was handed out. */
  look(): Promise<void> {
    this.#isAsked = true;
    this.#looking ??= this.#handOutNews();
    return this.#looking;
  }

  /** Ends all listening; clients are told to come back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopHints();
    clearInterval(this.#heartbeat);
    for (const listener of [...this.#listeners]) listener.end(COME_BACK);
    await this.#looking;
  }

  get #source() {
    const feed = this;
    return {
      get seq() {
        return feed.#seq;
      },
      look: () => feed.look(),
      replay: (after: number) => feed.#replay(after),
      goLive: (listener: EventListener) => void feed.#live.add(listener),
      forget: (listener: EventListener) => {
        feed.#live.delete(listener);
        feed.#listeners.delete(listener);
      },
    };
  }

  async #handOutNews(): Promise<void> {
    try {
      while (this.#isAsked && !this.#isClosed) {
        this.#isAsked = false;
        while (!this.#isClosed && (await this.#handOutPage()));
      }
    } catch (error) {
      this.#options.onError(error);
      if (!this.#isClosed) setTimeout(() => void this.look(), RETRY_MS).unref();
    } finally {
      // in the same turn as the last look at whether more was asked for
      this.#looking = undefined;
    }
  }

  /** Gives whether there may be more. */
  async #handOutPage(): Promise<boolean> {
    const entries = await this.#options.store.entries(this.#seq, PAGE);
    const events = entries.map((entry) => this.#read(entry));
    // before they hear what else is new
    for (const event of events) if (event !== undefined) this.#turnAway(event);
    // whoever goes live from here on stands at the old place, and must be handed the page
    const frames = this.#live.size === 0 ? [] : await this.#framed(entries, events);
    if (frames.length > 0) await this.#handOut(frames);
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
    for (const event of events) if (event !== undefined) this.#options.onEvent?.(event);
    return entries.length === PAGE;
  }

  /** Whoever goes live meanwhile is reached as well: it stands before these frames. */
  async #handOut(frames: readonly EventFrame[]): Promise<void> {
    let reached = 0;
    for (const listener of this.#live) {
      for (const frame of frames) listener.offer(frame);
      reached += 1;
      // thousands listen: what is written for them must not keep everybody else waiting
      if (reached % A_TURN === 0) await nextTurn();
    }
  }

  #replay(after: number): Promise<Replayed> {
    const running = this.#replays.get(after);
    if (running !== undefined) return running;
    const replay = this.#readPage(after).finally(() => this.#replays.delete(after));
    this.#replays.set(after, replay);
    return replay;
  }

  async #readPage(after: number): Promise<Replayed> {
    const page = await this.#options.store.entries(after, PAGE);
    const entries = fitting(page, ({ event }) => event.length);
    const events = entries.map((entry) => this.#read(entry));
    const framed = await this.#framed(entries, events);
    // a short entry may be about a request with long arguments
    const frames = fitting(framed, ({ text }) => text.length);
    const last = frames.length < framed.length ? frames.at(-1) : entries.at(-1);
    return { frames, seq: last?.seq ?? after };
  }

  /** An entry that is none any more must not keep the rest from being heard. */
  #read(entry: LogEntry): AuditEvent | undefined {
    try {
      return JSON.parse(entry.event);
    } catch {
      this.#options.onError(new Error(`entry ${entry.seq} of the audit log cannot be read`));
      return undefined;
    }
  }

  async #framed(
    entries: readonly LogEntry[],
    events: readonly (AuditEvent | undefined)[],
  ): Promise<readonly EventFrame[]> {
    const told = entries.flatMap((entry, index) => {
      const event = events[index];
      const type = event === undefined ? undefined : eventTypeOf(event.action);
      return event === undefined || type === undefined ? [] : [{ entry, event, type }];
    });
    const ids = new Set(told.flatMap(({ event }) => event.request ?? []));
    const views = new Map(
      await Promise.all(
        [...ids].map(
          async (id): Promise<[string, ApprovalView | null]> => [id, await this.#view(id)],
        ),
      ),
    );
    return told.map(({ entry, event, type }) =>
      frameOf(entry, event, type, views.get(event.request ?? '') ?? null),
    );
  }

  async #view(id: string): Promise<ApprovalView | null> {
    const request = await this.#options.store.request(id);
    return request === undefined ? null : this.#options.viewOf(request);
  }

  #turnAway(event: AuditEvent): void {
    if (!turnsAway(event)) return;
    for (const listener of [...this.#listeners]) listener.heed(event);
  }

  #beat(): void {
    const text = standingAt(this.#seq);
    for (const listener of [...this.#listeners]) listener.beat(this.#seq, text);
  }
}

/** As many from the beginning as may be replayed at a time, and one at least. */
function fitting<T>(all: readonly T[], unitsOf: (one: T) => number): readonly T[] {
  let units = 0;
  const tooMany = all.findIndex((one, index) => {
    units += unitsOf(one);
    return units > MOST_REPLAYED && index > 0;
  });
  return tooMany < 0 ? all : all.slice(0, tooMany);
}

/**
 * A feed of what is added to the log from now on.
 *
 * @throws StoreError when the log cannot be read
 */
export async function openEventFeed(options: EventFeedOptions): Promise<EventFeed> {
  const { seq } = await options.store.logHead();
  return new EventFeed(options, seq);
}
