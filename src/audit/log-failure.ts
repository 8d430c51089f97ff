/**
 * Why a log does not verify. Part of the public interface: a code is never renamed, and its meaning
 * never changes.
 */
export const LOG_FAILURE_CODES = [
  // the text
  'log/empty',
  'log/line-too-long',
  'log/not-an-entry',
  'log/torn-line',
  // the chain
  'log/changed',
  'log/gap',
  'log/repeated',
  'log/prev-mismatch',
  'log/not-created',
  // checkpoints
  'log/unknown-key',
  'log/other-log',
  'log/bad-checkpoint',
  'log/misplaced-checkpoint',
  'log/forked',
  'log/truncated',
] as const;

export type LogFailureCode = (typeof LOG_FAILURE_CODES)[number];

/** The first place where a log is not what it should be. */
export interface LogFailure {
  readonly ok: false;
  /** Counted from 1; `undefined` where no line is to blame, but a checkpoint that was kept elsewhere. */
  readonly line: number | undefined;
  /** The entry that does not fit, or is missing; for a checkpoint, the one that it is about. */
  readonly seq: number;
  readonly code: LogFailureCode;
  /** One line, for people. */
  readonly message: string;
}

/** Where the reading stands. */
export interface Place {
  readonly line: number | undefined;
  readonly seq: number;
}

const failure = (code: LogFailureCode, { line, seq }: Place, message: string): LogFailure => ({
  ok: false,
  line,
  seq,
  code,
  message,
});

export const empty = (place: Place): LogFailure =>
  failure('log/empty', place, 'there are no entries: even a new log has one');

export const lineTooLong = (place: Place, limit: number): LogFailure =>
  failure('log/line-too-long', place, `the line is longer than the ${limit} bytes a line may have`);

export const notAnEntry = (place: Place): LogFailure =>
  failure(
    'log/not-an-entry',
    place,
    'this is neither an entry nor a checkpoint, to the letter, as they are exported',
  );

export const tornLine = (place: Place): LogFailure =>
  failure('log/torn-line', place, 'the last line breaks off: the log was not written to its end');

export const changed = (place: Place): LogFailure =>
  failure('log/changed', place, `entry ${place.seq} is not what its hash was made from`);

export const gap = (place: Place, found: number): LogFailure =>
  failure(
    'log/gap',
    place,
    found === place.seq + 1
      ? `entry ${place.seq} is missing`
      : `entries ${place.seq} to ${found - 1} are missing`,
  );

export const repeated = (place: Place, found: number): LogFailure =>
  failure('log/repeated', place, `entry ${place.seq} should stand here, and not entry ${found}`);

export const prevMismatch = (place: Place): LogFailure =>
  failure(
    'log/prev-mismatch',
    place,
    `entry ${place.seq} was not made to follow the one before it`,
  );

export const notCreated = (place: Place): LogFailure =>
  failure('log/not-created', place, "the first entry does not state the log's name and key");

export const otherKey = (place: Place): LogFailure =>
  failure('log/unknown-key', place, 'the log states another key than the trusted one');

export const unknownKey = (place: Place, key: string): LogFailure =>
  failure('log/unknown-key', place, `the checkpoint was signed with \`${key}\`, not the log's key`);

export const noKey = (place: Place): LogFailure =>
  failure(
    'log/unknown-key',
    place,
    'a checkpoint cannot be verified: the log states its key in entry 1, so give the trusted key',
  );

export const otherLog = (place: Place, log: string): LogFailure =>
  failure('log/other-log', place, `the checkpoint is of log \`${log}\`, not of this one`);

export const badCheckpoint = (place: Place): LogFailure =>
  failure('log/bad-checkpoint', place, 'the checkpoint is not what its signature was made from');

export const misplacedCheckpoint = (place: Place): LogFailure =>
  failure(
    'log/misplaced-checkpoint',
    place,
    'a checkpoint stands right after its entry, and those of one entry in order of their time',
  );

export const forked = (place: Place): LogFailure =>
  failure(
    'log/forked',
    place,
    `a checkpoint vouches for another entry ${place.seq}: the log was rewritten up to here`,
  );

/** Of a live log, whose store knows where it ends. */
export const cutOff = (place: Place, written: number): LogFailure =>
  failure(
    'log/truncated',
    place,
    `the log ends before entry ${place.seq}, and the store has written entries up to ${written}`,
  );

export const replaced = (place: Place): LogFailure =>
  failure('log/forked', place, `the store has written another entry ${place.seq} than this one`);

export const truncated = (place: Place, signed: number): LogFailure =>
  failure(
    'log/truncated',
    place,
    `the log ends before entry ${place.seq}, and a checkpoint vouches for entries up to ${signed}`,
  );
