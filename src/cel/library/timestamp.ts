import { Problem } from '../fault.ts';
import { Timestamp } from '../value.ts';
import { formatFraction } from './duration.ts';

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the range of google.protobuf.Timestamp. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

const NANOS_PER_SECOND = 1_000_000_000;
const SECONDS_PER_DAY = 86_400;

const NOT_A_TIMESTAMP = new Problem(
  'invalid-argument',
  'text is not an RFC 3339 timestamp such as `2024-05-01T12:00:00Z`',
);
const OUT_OF_RANGE = new Problem('overflow', 'timestamp is outside the years 0001 to 9999');

const RFC_3339 =
  /^(\d{4,5})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The longest text the pattern takes: five digits of year, nine of fraction and an offset. */
const MAX_LENGTH = 36;

/** A date of the proleptic Gregorian calendar; months and days count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Counted from 0 on January 1. */
  readonly dayOfYear: number;
}

/** A timestamp from seconds and nanoseconds, which may be of any size and sign up to 2^53. */
export function makeTimestamp(seconds: number, nanos: number): Timestamp | Problem {
  const carry = Math.floor(nanos / NANOS_PER_SECOND);
  const wholeSeconds = seconds + carry;
  if (wholeSeconds < FIRST_SECOND || wholeSeconds > LAST_SECOND) return OUT_OF_RANGE;
  return new Timestamp(wholeSeconds, nanos - carry * NANOS_PER_SECOND);
}

/** `timestamp(int)`: seconds since the Unix epoch. */
export function timestampOfSeconds(seconds: bigint): Timestamp | Problem {
  if (seconds < BigInt(FIRST_SECOND) || seconds > BigInt(LAST_SECOND)) return OUT_OF_RANGE;
  return new Timestamp(Number(seconds), 0);
}

/**
 * Reads RFC 3339 date-times strictly: upper-case `T` and `Z`, days that the month has, no leap seconds,
 * at most nine digits of fraction.
 */
export function parseTimestamp(text: string): Timestamp | Problem {
  if (text.length > MAX_LENGTH) return NOT_A_TIMESTAMP;
  const parts = RFC_3339.exec(text);
  if (parts === null) return NOT_A_TIMESTAMP;
  const number = (index: number): number => Number(parts[index] ?? '0');
  const [year, month, day] = [number(1), number(2), number(3)];
  const [hour, minute, second] = [number(4), number(5), number(6)];
  const [offsetHours, offsetMinutes] = [number(9), number(10)];
  if (parts[1]?.length !== 4) return OUT_OF_RANGE;
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return NOT_A_TIMESTAMP;
  if (hour > 23 || minute > 59 || second > 59) return NOT_A_TIMESTAMP;
  if (offsetHours > 23 || offsetMinutes > 59) return NOT_A_TIMESTAMP;
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  const time = hour * 3600 + minute * 60 + second - offset;
  const nanos = Number((parts[7] ?? '').padEnd(9, '0'));
  return makeTimestamp(daysBefore(year, month, day) * SECONDS_PER_DAY + time, nanos);
}

/** RFC 3339 in UTC, with as many decimals as needed. */
export function formatTimestamp(timestamp: Timestamp): string {
  const date = civilDate(Math.floor(timestamp.seconds / SECONDS_PER_DAY));
  const time = secondOfDay(timestamp.seconds);
  const year = String(date.year).padStart(4, '0');
  const clock = [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60].map(twoDigits);
  return `${year}-${twoDigits(date.month)}-${twoDigits(date.day)}T${clock.join(':')}${formatFraction(timestamp.nanos)}Z`;
}

/** Seconds since midnight, for seconds since the Unix epoch. */
export function secondOfDay(seconds: number): number {
  const rest = seconds % SECONDS_PER_DAY;
  return rest < 0 ? rest + SECONDS_PER_DAY : rest;
}

/** The date of a day, counted in days since 1970-01-01. */
export function civilDate(days: number): CivilDate {
  let year = 1970 + Math.floor(days / 365.2425);
  if (daysBefore(year, 1, 1) > days) year -= 1;
  else if (daysBefore(year + 1, 1, 1) <= days) year += 1;
  const dayOfYear = days - daysBefore(year, 1, 1);
  let month = 12;
  while (dayOfYearAt(year, month) > dayOfYear) month -= 1;
  return { year, month, day: dayOfYear - dayOfYearAt(year, month) + 1, dayOfYear };
}

/** Days from 1970-01-01 to a date. */
function daysBefore(year: number, month: number, day: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leapDays - 719_162 + dayOfYearAt(year, month) + day - 1;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;

function dayOfYearAt(year: number, month: number): number {
  return (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0);
}

const daysOfMonth = (year: number, month: number): number =>
  month === 12 ? 31 : dayOfYearAt(year, month + 1) - dayOfYearAt(year, month);

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const twoDigits = (value: number): string => String(value).padStart(2, '0');
