import { Problem } from '../fault.ts';
import { Duration } from '../value.ts';

const NANOS_PER_SECOND = 1_000_000_000;

/** A duration is a 64-bit count of nanoseconds, as the official suite has it: about 292 years. */
const MAX_SECONDS = 9_223_372_036;
const MAX_NANOS = 854_775_807;

/** Longer texts are no duration that a person wrote. */
const MAX_LENGTH = 128;

const NOT_A_DURATION = new Problem(
  'invalid-argument',
  'text is not a duration such as `90s`, `1h30m` or `-1.5h`',
);
const OUT_OF_RANGE = new Problem('overflow', 'duration is out of range');

const NANOS_PER_UNIT: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n], // micro sign
  ['μs', 1_000n], // Greek mu
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const PART = /(?:(\d+)(?:\.(\d*))?|\.(\d+))(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * A duration from seconds and nanoseconds, which may be of any size and sign up to 2^53: they are
 * brought to the same sign, and nanoseconds below one second.
 */
export function makeDuration(seconds: number, nanos: number): Duration | Problem {
  let wholeSeconds = seconds + Math.trunc(nanos / NANOS_PER_SECOND);
  let rest = nanos % NANOS_PER_SECOND;
  if (wholeSeconds > 0 && rest < 0) {
    wholeSeconds -= 1;
    rest += NANOS_PER_SECOND;
  } else if (wholeSeconds < 0 && rest > 0) {
    wholeSeconds += 1;
    rest -= NANOS_PER_SECOND;
  }
  const size = Math.abs(wholeSeconds);
  const lowest = wholeSeconds < 0 || rest < 0 ? MAX_NANOS + 1 : MAX_NANOS;
  if (size > MAX_SECONDS || (size === MAX_SECONDS && Math.abs(rest) > lowest)) return OUT_OF_RANGE;
  return new Duration(wholeSeconds + 0, rest + 0); // no negative zeros
}

/**
 * Reads a duration as Go writes it: an optional sign, then numbers with a unit each (`h`, `m`, `s`,
 * `ms`, `us`, `ns`), as in `1h30m` or `-1.5h`; or a bare `0`. At most 128 characters. What is finer than
 * a nanosecond is cut off.
 */
export function parseDuration(text: string): Duration | Problem {
  if (text.length > MAX_LENGTH) return NOT_A_DURATION;
  const negative = text.startsWith('-');
  let at = negative || text.startsWith('+') ? 1 : 0;
  if (text.slice(at) === '0') return new Duration(0, 0);
  if (at === text.length) return NOT_A_DURATION;
  let total = 0n;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part === null) return NOT_A_DURATION;
    const unit = NANOS_PER_UNIT.get(part[4] ?? '') ?? 0n;
    const fraction = part[2] ?? part[3] ?? '';
    total += BigInt(part[1] ?? '0') * unit;
    total += (BigInt(fraction || '0') * unit) / 10n ** BigInt(fraction.length);
    at = PART.lastIndex;
  }
  // The count must be checked before it becomes a number, which holds 53 bits only.
  if (total > 2n ** 63n) return OUT_OF_RANGE;
  const sign = negative ? -1 : 1;
  return makeDuration(sign * Number(total / 1_000_000_000n), sign * Number(total % 1_000_000_000n));
}

/** Seconds with as many decimals as needed, as in `6347s` or `-0.5s`. */
export function formatDuration(duration: Duration): string {
  const sign = duration.seconds < 0 || duration.nanos < 0 ? '-' : '';
  return `${sign}${Math.abs(duration.seconds)}${formatFraction(Math.abs(duration.nanos))}s`;
}

/** `.5` for 500,000,000 nanoseconds; empty for none. */
export function formatFraction(nanos: number): string {
  if (nanos === 0) return '';
  return `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}

/** Whole hours of the duration, towards zero. */
export const hoursOf = (duration: Duration): bigint => BigInt(Math.trunc(duration.seconds / 3600));

/** Whole minutes of the duration, towards zero. */
export const minutesOf = (duration: Duration): bigint => BigInt(Math.trunc(duration.seconds / 60));

/** Whole seconds of the duration, towards zero. */
export const secondsOf = (duration: Duration): bigint => BigInt(duration.seconds);

/** The milliseconds within the second, not of the whole duration: 321 of `123.321456789s`. */
export const millisecondsOf = (duration: Duration): bigint =>
  BigInt(Math.trunc(duration.nanos / 1_000_000));
