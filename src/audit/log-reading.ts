import type { JsonRecord } from '../json/json-value.ts';
import type { Checkpoint, SignedCheckpoint } from './checkpoint.ts';
import { judgeCheckpoint, type KnownLog } from './judge-checkpoint.ts';
import { KeptCheckpoints } from './kept-checkpoints.ts';
import { readLogCreated } from './log-created.ts';
import type { LogFailure, Place } from './log-failure.ts';
import * as failures from './log-failure.ts';
import { EMPTY_LOG, entryHash, type LogEntry, type LogHead } from './log-line.ts';
import { MAX_LINE_BYTES, parseLine } from './parse-line.ts';
import type { VerifiedLog, VerifyOptions } from './verification.ts';

/** A line that is a failure of another kind, or none, when it is the last one. */
interface Unsettled {
  readonly ifMore: LogFailure;
  readonly ifLast: LogFailure | undefined;
}

/** Reads a log line by line, in constant memory, until the first that does not fit. */
export class LogReading {
  readonly #from: number;
  readonly #kept: KeptCheckpoints;
  #known: KnownLog;
  #line = 0;
  #unsettled: Unsettled | undefined;
  /** What the next entry has to follow; `undefined` before the first line of an export that begins later. */
  #head: LogHead | undefined;
  #entries = 0;
  #checkpoints = 0;
  #last: SignedCheckpoint | undefined;
  #vouchedElsewhere = 0;

  constructor({ publicKey, checkpoints = [], from = 1 }: VerifyOptions) {
    this.#from = from;
    this.#kept = new KeptCheckpoints(checkpoints);
    this.#known = { log: undefined, publicKey };
    this.#head = from === 1 ? EMPTY_LOG : undefined;
  }

  /** Takes the next line, without its line break; gives a failure if it does not fit. */
  take(line: string): LogFailure | undefined {
    if (this.#unsettled !== undefined) return this.#unsettled.ifMore;
    this.#line += 1;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.length > MAX_LINE_BYTES) return failures.lineTooLong(this.#next, MAX_LINE_BYTES);
    const parsed = parseLine(text);
    if (parsed === undefined) return this.#notAnEntry(text);
    return parsed.kind === 'entry'
      ? this.#takeEntry(parsed.entry)
      : this.#takeCheckpoint(parsed.signed);
  }

  /** Ends the reading: what was found, or what is missing. */
  end(): VerifiedLog | LogFailure {
    if (this.#unsettled?.ifLast !== undefined) return this.#unsettled.ifLast;
    const next = {
      line: this.#line + (this.#unsettled === undefined ? 1 : 0),
      seq: this.#next.seq,
    };
    if (this.#head === undefined || this.#entries === 0) return failures.empty(next);
    if (this.#kept.lastSeq > this.#head.seq) {
      return failures.truncated(next, this.#kept.lastSeq);
    }
    return {
      ok: true,
      ...this.#known,
      from: this.#from,
      entries: this.#entries,
      head: this.#head,
      checkpoints: this.#checkpoints,
      vouched: Math.max(this.#last?.checkpoint.seq ?? 0, this.#vouchedElsewhere),
      vouchedElsewhere: this.#vouchedElsewhere,
    };
  }

  /** Where the next entry belongs. */
  get #next(): Place & { readonly line: number } {
    return { line: this.#line, seq: this.#head === undefined ? this.#from : this.#head.seq + 1 };
  }

  /** An empty line ends a text that was split at its line breaks, and one that breaks off was torn. */
  #notAnEntry(text: string): LogFailure | undefined {
    const ifMore = failures.notAnEntry(this.#next);
    if (text === '') this.#unsettled = { ifMore, ifLast: undefined };
    else if (isJson(text)) return ifMore;
    else this.#unsettled = { ifMore, ifLast: failures.tornLine(this.#next) };
    return undefined;
  }

  #takeEntry(entry: LogEntry): LogFailure | undefined {
    const place = this.#next;
    const { seq, hash, prev } = entry;
    if (entryHash(entry.event, prev, seq) !== hash) return failures.changed(place);
    if (seq !== place.seq) {
      if (!(seq > place.seq)) return failures.repeated(place, seq);
      return failures.gap(place, seq);
    }
    if (this.#head === undefined) {
      const failure = this.#beginLater(prev);
      if (failure !== undefined) return failure;
    } else if (prev !== this.#head.hash) return failures.prevMismatch(place);
    if (seq === 1) {
      const failure = this.#identify(JSON.parse(entry.event), place);
      if (failure !== undefined) return failure;
    }
    this.#head = { seq, hash };
    this.#entries += 1;
    return this.#askKept(this.#head);
  }

  #takeCheckpoint(signed: SignedCheckpoint): LogFailure | undefined {
    const { checkpoint } = signed;
    const next = this.#next;
    const place = { line: this.#line, seq: next.seq - 1 };
    if (place.seq === 0) return failures.gap(next, checkpoint.seq + 1);
    const failure = judgeCheckpoint(signed, this.#known, place);
    if (failure !== undefined) return failure;
    if (checkpoint.seq > place.seq) {
      const ifMore = failures.gap(next, checkpoint.seq + 1);
      this.#unsettled = { ifMore, ifLast: failures.truncated(next, checkpoint.seq) };
      return undefined;
    }
    if (checkpoint.seq < place.seq || !isLater(checkpoint, this.#last?.checkpoint)) {
      return failures.misplacedCheckpoint(place);
    }
    if (this.#head !== undefined && checkpoint.hash !== this.#head.hash) {
      return failures.forked(place);
    }
    this.#known = { ...this.#known, log: checkpoint.log };
    this.#checkpoints += 1;
    this.#last = signed;
    return this.#head === undefined ? this.#beginLater(checkpoint.hash) : undefined;
  }

  /** The first event names the log and its key; a trusted key has to be that one. */
  #identify(event: JsonRecord, place: Place): LogFailure | undefined {
    const identity = readLogCreated(event);
    if (identity === undefined) return failures.notCreated(place);
    const trusted = this.#known.publicKey;
    if (trusted !== undefined && trusted !== identity.publicKey) return failures.otherKey(place);
    this.#known = identity;
    return this.#kept.judge(identity);
  }

  /** What the first entry follows is taken on trust, unless a kept checkpoint knows better. */
  #beginLater(hash: string): LogFailure | undefined {
    this.#head = { seq: this.#from - 1, hash };
    return this.#kept.judge(this.#known) ?? this.#askKept(this.#head);
  }

  #askKept(head: LogHead): LogFailure | undefined {
    const vouched = this.#kept.vouchFor(head);
    if (vouched === undefined) return undefined;
    if (vouched !== true) return failures.forked({ line: this.#line, seq: head.seq });
    this.#vouchedElsewhere = head.seq;
    return undefined;
  }
}

/** Checkpoints of one entry come in order of their time. */
const isLater = (next: Checkpoint, last: Checkpoint | undefined): boolean =>
  last === undefined || next.seq > last.seq || next.at > last.at;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
