import { formatCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { judgeCheckpoint, type KnownLog } from './judge-checkpoint.ts';
import { badCheckpoint, type LogFailure } from './log-failure.ts';
import type { LogHead } from './log-line.ts';
import { parseLine } from './parse-line.ts';

/** Checkpoints of a log that were kept where whoever holds the log cannot reach them. */
export class KeptCheckpoints {
  readonly #all: readonly SignedCheckpoint[];
  /** The hashes that each entry should have: one, or the log is forked. */
  readonly #hashes = new Map<number, string[]>();
  /** Up to where they reach; 0 for none. */
  readonly lastSeq: number;

  constructor(all: readonly SignedCheckpoint[]) {
    this.#all = all;
    for (const { checkpoint } of all) {
      const hashes = this.#hashes.get(checkpoint.seq) ?? [];
      this.#hashes.set(checkpoint.seq, [...hashes, checkpoint.hash]);
    }
    this.lastSeq = all.reduce((last, { checkpoint }) => Math.max(last, checkpoint.seq), 0);
  }

  /** The first that is no checkpoint of this log, signed with its key. */
  judge(known: KnownLog): LogFailure | undefined {
    for (const signed of this.#all) {
      const place = { line: undefined, seq: signed.checkpoint.seq };
      if (parseLine(formatCheckpoint(signed)) === undefined) return badCheckpoint(place);
      const failure = judgeCheckpoint(signed, known, place);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  /** Whether they vouch for an entry, or contradict it; `undefined` where none is of this entry. */
  vouchFor({ seq, hash }: LogHead): boolean | undefined {
    return this.#hashes.get(seq)?.every((kept) => kept === hash);
  }
}
