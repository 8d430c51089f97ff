import { Problem } from '../fault.ts';
import type { Timestamp } from '../value.ts';
import { zoneOffset } from './time-zone.ts';
import { type CivilDate, civilDate, secondOfDay } from './timestamp.ts';

const SECONDS_PER_DAY = 86_400;

/** What the local clock and calendar show. */
interface LocalTime {
  readonly date: CivilDate;
  /** Days since 1970-01-01. */
  readonly days: number;
  readonly secondOfDay: number;
  readonly nanos: number;
}

/** A part of a timestamp, in UTC unless a zone is given. */
export type TimestampPart = (timestamp: Timestamp, zone?: string) => bigint | Problem;

/** The day of the month, from 1. */
export const getDate: TimestampPart = part((time) => time.date.day);

/** The day of the month, from 0. */
export const getDayOfMonth: TimestampPart = part((time) => time.date.day - 1);

/** The day of the week, from 0 for Sunday. 1970-01-01 was a Thursday. */
export const getDayOfWeek: TimestampPart = part((time) => (((time.days + 4) % 7) + 7) % 7);

/** The day of the year, from 0. */
export const getDayOfYear: TimestampPart = part((time) => time.date.dayOfYear);

export const getFullYear: TimestampPart = part((time) => time.date.year);

export const getHours: TimestampPart = part((time) => Math.floor(time.secondOfDay / 3600));

/** The milliseconds within the second. */
export const getMilliseconds: TimestampPart = part((time) => Math.floor(time.nanos / 1_000_000));

export const getMinutes: TimestampPart = part((time) => Math.floor(time.secondOfDay / 60) % 60);

/** The month, from 0 for January. */
export const getMonth: TimestampPart = part((time) => time.date.month - 1);

export const getSeconds: TimestampPart = part((time) => time.secondOfDay % 60);

function part(read: (time: LocalTime) => number): TimestampPart {
  return (timestamp, zone) => {
    const offset = zone === undefined ? 0 : zoneOffset(zone, timestamp.seconds);
    if (offset instanceof Problem) return offset;
    const seconds = timestamp.seconds + offset;
    const days = Math.floor(seconds / SECONDS_PER_DAY);
    const local: LocalTime = {
      date: civilDate(days),
      days,
      secondOfDay: secondOfDay(seconds),
      nanos: timestamp.nanos,
    };
    return BigInt(read(local));
  };
}
