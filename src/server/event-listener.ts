import type { AuditEvent } from '../audit/event.ts';
import type { EventType } from '../contract/endpoints/operation.ts';
import type { Principal } from '../identity/principal.ts';
import { COME_BACK, type EventFrame, standingAt } from './event-frame.ts';
import { isTurnedAway } from './turned-away.ts';

/** What waits for a listener that reads too slowly; it comes back for the rest. */
const MOST_FRAMES = 1_000;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Heartbeats until a listener has to say again who it is, as keys and sessions end by time as well: an hour. */
const MOST_BEATS = 240;

/** What somebody wants to hear. */
export interface Wanted {
  /** Everything since this place in the audit log; what is new where absent. */
  readonly after?: number | undefined;
  /** All where absent. */
  readonly types?: ReadonlySet<EventType> | undefined;
  /** Of this agent, and of halts of everything; of all, and of what is no agent's, where absent. */
  readonly agent?: string | undefined;
  /** Who listens; whoever is turned away hears nothing more. Nobody in particular where absent. */
  readonly who?: Principal | undefined;
}

/** Where a listener hears from. */
export interface Source {
  /** Up to which entry everything was handed to those who are live. */
  readonly seq: number;
  /** Finds out where the log ends. */
  readonly look: () => Promise<void>;
  /** What comes after a place in the log, and how far that goes. */
  readonly replay: (after: number) => Promise<Replayed>;
  /** Hands the listener what is new from now on. */
  readonly goLive: (listener: EventListener) => void;
  /** The listener is no more. */
  readonly forget: (listener: EventListener) => void;
}

export interface Replayed {
  readonly frames: readonly EventFrame[];
  /** Of the last entry that was read. */
  readonly seq: number;
}

/**
 * One who listens: first to what was, then to what is. It goes over where it stands at or behind the last
 * entry that was handed out, with nothing in between, so that no event is missed or doubled. For one reader
 * that asks for one piece after the other.
 */
export class EventListener implements AsyncIterableIterator<string> {
  readonly #source: Source;
  readonly #wanted: Wanted;
  readonly #signal: AbortSignal;
  readonly #stop = (): void => this.end();
  /** Everything up to here is in the queue, was read, or was not wanted. */
  #seq: number;
  #queue: string[] = [];
  #queued = 0;
  #beats = 0;
  #isLive = false;
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(source: Source, wanted: Wanted, signal: AbortSignal) {
    this.#source = source;
    this.#wanted = wanted;
    this.#signal = signal;
    this.#seq = wanted.after ?? source.seq;
    signal.addEventListener('abort', this.#stop);
    if (wanted.after === undefined) this.#goLive();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Everything that waits, as one piece. */
  async next(): Promise<IteratorResult<string, undefined>> {
    while (this.#queue.length === 0 && !this.#isEnded) {
      if (this.#isLive) await this.#news();
      else await this.#catchUp();
    }
    if (this.#queue.length === 0) return { done: true, value: undefined };
    const value = this.#queue.length === 1 ? this.#queue[0] : this.#queue.join('');
    this.#queue = [];
    this.#queued = 0;
    return { done: false, value: value ?? '' };
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  /** Hands it an event, unless it has that already or does not want it. */
  offer(frame: EventFrame): void {
    if (frame.seq <= this.#seq) return;
    this.#seq = frame.seq;
    if (this.#wants(frame)) this.#push(frame.text);
  }

  /** Sends it away where an event is about who listens; who is still allowed to comes back. */
  heed(event: AuditEvent): void {
    const { who } = this.#wanted;
    if (who !== undefined && isTurnedAway(event, who)) this.end(COME_BACK);
  }

  /** A heartbeat. Tells one that has read everything up to `seq` where it stands. */
  beat(seq: number, text: string): void {
    this.#beats += 1;
    if (this.#beats >= MOST_BEATS) this.end(COME_BACK);
    else if (this.#isLive) this.#mark(seq, text);
  }

  #mark(seq: number, text: string): void {
    if (this.#queue.length > 0 || seq < this.#seq) return;
    this.#seq = seq;
    this.#push(text);
  }

  /** @param last what is still said; what waits without a word is dropped */
  end(last?: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#signal.removeEventListener('abort', this.#stop);
    this.#source.forget(this);
    if (last === undefined) this.#queue = [];
    else this.#queue.push(last);
    this.#wake?.();
  }

  async #catchUp(): Promise<void> {
    try {
      // ahead of the log, it was given a place in another one
      if (this.#seq > this.#source.seq) {
        await this.#source.look();
        this.#seq = Math.min(this.#seq, this.#source.seq);
      }
      while (this.#seq < this.#source.seq && this.#queue.length === 0) {
        const { frames, seq } = await this.#source.replay(this.#seq);
        if (this.#isEnded) return;
        for (const frame of frames) this.offer(frame);
        this.#seq = Math.max(this.#seq, seq);
      }
      if (this.#seq >= this.#source.seq && !this.#isEnded) this.#goLive();
    } catch {
      // whoever reads the log reports what is wrong with it; the client comes back
      this.end();
    }
  }

  #goLive(): void {
    this.#isLive = true;
    this.#source.goLive(this);
    this.#push(standingAt(this.#seq));
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** A halt of everything is every agent's. */
  #wants({ type, agent }: EventFrame): boolean {
    const isOwn = agent === this.#wanted.agent || (type === 'halt.changed' && agent === undefined);
    if (this.#wanted.agent !== undefined && !isOwn) return false;
    return this.#wanted.types?.has(type) ?? true;
  }

  #push(text: string): void {
    if (this.#isLive && this.#queue.length > 0 && this.#isFull(text)) {
      this.end();
      return;
    }
    this.#queue.push(text);
    this.#queued += text.length;
    this.#wake?.();
  }

  #isFull({ length }: string): boolean {
    return this.#queue.length >= MOST_FRAMES || this.#queued + length > MOST_CHARACTERS;
  }
}
