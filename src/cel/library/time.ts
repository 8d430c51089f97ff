import type { Problem } from '../fault.ts';
import type { Duration, Timestamp } from '../value.ts';
import { makeDuration } from './duration.ts';
import { makeTimestamp } from './timestamp.ts';

/** `duration + duration`; an overflow problem outside 64 bits of nanoseconds. */
export function addDurations(left: Duration, right: Duration): Duration | Problem {
  return makeDuration(left.seconds + right.seconds, left.nanos + right.nanos);
}

/** `duration - duration`; an overflow problem outside 64 bits of nanoseconds. */
export function subtractDurations(left: Duration, right: Duration): Duration | Problem {
  return makeDuration(left.seconds - right.seconds, left.nanos - right.nanos);
}

/** `timestamp + duration`; an overflow problem outside the years 0001 to 9999. */
export function addToTimestamp(timestamp: Timestamp, duration: Duration): Timestamp | Problem {
  return makeTimestamp(timestamp.seconds + duration.seconds, timestamp.nanos + duration.nanos);
}

/** `timestamp - duration`; an overflow problem outside the years 0001 to 9999. */
export function subtractFromTimestamp(
  timestamp: Timestamp,
  duration: Duration,
): Timestamp | Problem {
  return makeTimestamp(timestamp.seconds - duration.seconds, timestamp.nanos - duration.nanos);
}

/** `timestamp - timestamp`; an overflow problem when they are more than about 292 years apart. */
export function subtractTimestamps(left: Timestamp, right: Timestamp): Duration | Problem {
  return makeDuration(left.seconds - right.seconds, left.nanos - right.nanos);
}

/** Negative, zero or positive, as `left` is before, at or after `right`. */
export function compareTimestamps(left: Timestamp, right: Timestamp): number {
  return left.seconds - right.seconds || left.nanos - right.nanos;
}

/** Negative, zero or positive, as `left` is shorter than, equal to or longer than `right`. */
export function compareDurations(left: Duration, right: Duration): number {
  return left.seconds - right.seconds || left.nanos - right.nanos;
}
