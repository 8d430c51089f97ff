import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/cel/fault.ts';
import { formatDuration, parseDuration } from '../../src/cel/library/duration.ts';
import {
  addDurations,
  addToTimestamp,
  compareDurations,
  compareTimestamps,
  subtractDurations,
  subtractFromTimestamp,
  subtractTimestamps,
} from '../../src/cel/library/time.ts';
import { formatTimestamp, parseTimestamp } from '../../src/cel/library/timestamp.ts';
import { Duration, Timestamp } from '../../src/cel/value.ts';
import { call, on, shown } from './library-call.ts';

const MAX_NANOS = 2n ** 63n - 1n;

const durationOf = (nanos: bigint): Duration =>
  new Duration(Number(nanos / 1_000_000_000n) + 0, Number(nanos % 1_000_000_000n) + 0);
const nanosOf = (duration: Duration): bigint =>
  BigInt(duration.seconds) * 1_000_000_000n + BigInt(duration.nanos);

const anyNanos = fc.oneof(
  fc.bigInt({ min: -MAX_NANOS - 1n, max: MAX_NANOS }),
  fc.bigInt({ min: -3_000_000_000n, max: 3_000_000_000n }),
);
const anyDuration = anyNanos.map(durationOf);
const anyTimestamp = fc
  .record({
    seconds: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
    nanos: fc.integer({ min: 0, max: 999_999_999 }),
  })
  .map(({ seconds, nanos }) => new Timestamp(seconds, nanos));

describe('P17: durations', () => {
  it.each([
    ['0', '0s'],
    ['-0', '0s'],
    ['90s', '90s'],
    ['1h30m', '5400s'],
    ['-1.5h', '-5400s'],
    ['+1m', '60s'],
    ['1.s', '1s'],
    ['.5s', '0.5s'],
    ['1h1m1s1ms1us1ns', '3661.001001001s'],
    ['2µs', '0.000002s'],
    ['2μs', '0.000002s'],
    ['-999999999ns', '-0.999999999s'],
    ['0.0000000019s', '0.000000001s'],
    ['9223372036.854775807s', '9223372036.854775807s'],
    ['-9223372036.854775808s', '-9223372036.854775808s'],
    ['9223372036.854775808s', '!overflow'],
    ['-9223372036.854775809s', '!overflow'],
    ['320000000000s', '!overflow'],
    ['99999999999999999999999999999h', '!overflow'],
    ['', '!invalid-argument'],
    ['-', '!invalid-argument'],
    ['5', '!invalid-argument'],
    ['00', '!invalid-argument'],
    ['.s', '!invalid-argument'],
    ['1 s', '!invalid-argument'],
    [' 1s', '!invalid-argument'],
    ['1s ', '!invalid-argument'],
    ['1d', '!invalid-argument'],
    ['1S', '!invalid-argument'],
    ['--1s', '!invalid-argument'],
    ['1s-1s', '!invalid-argument'],
    ['1e3s', '!invalid-argument'],
    ['Infinitys', '!invalid-argument'],
    [`${'0'.repeat(127)}s`, '0s'],
    [`${'0'.repeat(128)}s`, '!invalid-argument'],
  ])('duration(%j) is %s', (text, expected) => {
    const value = parseDuration(text);
    expect(value instanceof Problem ? `!${value.code}` : formatDuration(value)).toBe(expected);
  });

  it('are read as they are written, to the nanosecond', () => {
    fc.assert(
      fc.property(anyDuration, (duration) => {
        expect(parseDuration(formatDuration(duration))).toEqual(duration);
      }),
    );
  });

  it('add and subtract like 64-bit counts of nanoseconds', () => {
    fc.assert(
      fc.property(anyNanos, anyNanos, (left, right) => {
        const inRange = (sum: bigint): unknown =>
          sum > MAX_NANOS || sum < -MAX_NANOS - 1n ? '!overflow' : durationOf(sum);
        const [a, b] = [durationOf(left), durationOf(right)];
        expect(shown(addDurations(a, b))).toEqual(inRange(left + right));
        expect(shown(subtractDurations(a, b))).toEqual(inRange(left - right));
        expect(Math.sign(compareDurations(a, b))).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  it('keep the same sign in seconds and nanoseconds', () => {
    expect(subtractDurations(new Duration(0, 700_000_000), new Duration(1, 900_000_000))).toEqual(
      new Duration(-1, -200_000_000),
    );
  });

  it('give whole hours, minutes, seconds, and the milliseconds of the second', () => {
    const duration = parseDuration('3h2m5.321456789s');
    expect(on(duration, 'getHours')).toBe(3n);
    expect(on(duration, 'getMinutes')).toBe(182n);
    expect(on(duration, 'getSeconds')).toBe(10_925n);
    expect(on(duration, 'getMilliseconds')).toBe(321n);
    expect(on(parseDuration('-90m'), 'getHours')).toBe(-1n);
    expect(on(parseDuration('-1.5s'), 'getMilliseconds')).toBe(-500n);
  });
});

describe('P17: timestamps', () => {
  it.each([
    ['2009-02-13T23:31:30Z', '2009-02-13T23:31:30Z'],
    ['2009-02-13T23:31:30.5Z', '2009-02-13T23:31:30.5Z'],
    ['2009-02-13T23:31:30.000000001Z', '2009-02-13T23:31:30.000000001Z'],
    ['2009-02-13T23:31:30+02:30', '2009-02-13T21:01:30Z'],
    ['2009-02-13T23:31:30-00:00', '2009-02-13T23:31:30Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00+00:01', '!overflow'],
    ['9999-12-31T23:59:59-00:01', '!overflow'],
    ['0000-12-31T23:59:59Z', '!overflow'],
    ['10000-01-01T00:00:00Z', '!overflow'],
    ['2023-02-29T00:00:00Z', '!invalid-argument'],
    ['1900-02-29T00:00:00Z', '!invalid-argument'],
    ['2024-02-30T00:00:00Z', '!invalid-argument'],
    ['2024-04-31T00:00:00Z', '!invalid-argument'],
    ['2024-00-01T00:00:00Z', '!invalid-argument'],
    ['2024-13-01T00:00:00Z', '!invalid-argument'],
    ['2024-01-00T00:00:00Z', '!invalid-argument'],
    ['2024-01-01T24:00:00Z', '!invalid-argument'],
    ['2024-01-01T00:60:00Z', '!invalid-argument'],
    ['2016-12-31T23:59:60Z', '!invalid-argument'],
    ['2024-01-01T00:00:00+24:00', '!invalid-argument'],
    ['2024-01-01T00:00:00+00:60', '!invalid-argument'],
    ['2024-01-01T00:00:00', '!invalid-argument'],
    ['2024-01-01 00:00:00Z', '!invalid-argument'],
    ['2024-01-01t00:00:00z', '!invalid-argument'],
    ['2024-01-01T00:00:00.Z', '!invalid-argument'],
    ['2024-01-01T00:00:00,5Z', '!invalid-argument'],
    ['2024-01-01T00:00:00.1234567890Z', '!invalid-argument'],
    ['2024-1-1T00:00:00Z', '!invalid-argument'],
    ['24-01-01T00:00:00Z', '!invalid-argument'],
    ['2024-01-01', '!invalid-argument'],
    ['Jan 01 2024 00:00:00 GMT', '!invalid-argument'],
    ['2024-01-01T00:00:00Z\n', '!invalid-argument'],
    ['２０２４-01-01T00:00:00Z', '!invalid-argument'],
    ['', '!invalid-argument'],
  ])('timestamp(%j) is %s', (text, expected) => {
    const value = parseTimestamp(text);
    expect(value instanceof Problem ? `!${value.code}` : formatTimestamp(value)).toBe(expected);
  });

  it('are read as they are written, to the nanosecond', () => {
    fc.assert(
      fc.property(anyTimestamp, (timestamp) => {
        expect(parseTimestamp(formatTimestamp(timestamp))).toEqual(timestamp);
      }),
    );
  });

  it('agree with Date in every part', () => {
    fc.assert(
      fc.property(anyTimestamp, (timestamp) => {
        const date = new Date(timestamp.seconds * 1000 + Math.floor(timestamp.nanos / 1e6));
        expect(formatTimestamp(new Timestamp(timestamp.seconds, 0))).toBe(
          new Date(timestamp.seconds * 1000).toISOString().replace('.000Z', 'Z'),
        );
        expect(on(timestamp, 'getFullYear')).toBe(BigInt(date.getUTCFullYear()));
        expect(on(timestamp, 'getMonth')).toBe(BigInt(date.getUTCMonth()));
        expect(on(timestamp, 'getDate')).toBe(BigInt(date.getUTCDate()));
        expect(on(timestamp, 'getDayOfMonth')).toBe(BigInt(date.getUTCDate() - 1));
        expect(on(timestamp, 'getDayOfWeek')).toBe(BigInt(date.getUTCDay()));
        expect(on(timestamp, 'getHours')).toBe(BigInt(date.getUTCHours()));
        expect(on(timestamp, 'getMinutes')).toBe(BigInt(date.getUTCMinutes()));
        expect(on(timestamp, 'getSeconds')).toBe(BigInt(date.getUTCSeconds()));
        expect(on(timestamp, 'getMilliseconds')).toBe(BigInt(date.getUTCMilliseconds()));
        const yearStart = new Date(date);
        yearStart.setUTCMonth(0, 1);
        expect(on(timestamp, 'getDayOfYear')).toBe(
          BigInt(Math.round((date.getTime() - yearStart.getTime()) / 86_400_000)),
        );
      }),
    );
  });

  it('come from seconds', () => {
    expect(call('timestamp', 1_234_567_890n)).toEqual(new Timestamp(1_234_567_890, 0));
    expect(call('timestamp', -62_135_596_801n)).toBe('!overflow');
    expect(call('timestamp', 253_402_300_800n)).toBe('!overflow');
    expect(call('int', new Timestamp(1_234_567_890, 5))).toBe(1_234_567_890n);
  });

  it('undo what they did: (t + d) - d is t, and (t + d) - t is d', () => {
    fc.assert(
      fc.property(anyTimestamp, anyDuration, (timestamp, duration) => {
        const sum = addToTimestamp(timestamp, duration);
        if (sum instanceof Problem) {
          expect(sum.code).toBe('overflow');
          return;
        }
        expect(subtractFromTimestamp(sum, duration)).toEqual(timestamp);
        expect(subtractTimestamps(sum, timestamp)).toEqual(duration);
        expect(Math.sign(compareTimestamps(sum, timestamp))).toBe(
          Math.sign(Number(nanosOf(duration))),
        );
      }),
    );
  });

  it('do not leave their range', () => {
    const [first, last] = [
      new Timestamp(-62_135_596_800, 0),
      new Timestamp(253_402_300_799, 999_999_999),
    ];
    expect(shown(addToTimestamp(first, new Duration(0, -1)))).toBe('!overflow');
    expect(shown(addToTimestamp(last, new Duration(0, 1)))).toBe('!overflow');
    expect(shown(subtractTimestamps(last, first))).toBe('!overflow');
  });
});

describe('P17: time zones', () => {
  const noon = new Timestamp(Date.UTC(2024, 6, 1, 12) / 1000, 0);

  it.each([
    ['UTC', 12n],
    ['+02:00', 14n],
    ['-08:00', 4n],
    ['02:00', 14n],
    ['-00:00', 12n],
    ['+23:59', 11n],
    ['Europe/Berlin', 14n],
    ['US/Central', 7n],
    ['Asia/Kathmandu', 17n],
    ['Etc/GMT+5', 7n],
    ['+24:00', '!invalid-argument'],
    ['+02:60', '!invalid-argument'],
    ['+2:00', '!invalid-argument'],
    ['+0200', '!invalid-argument'],
    ['Z', '!invalid-argument'],
    ['Europe/Nowhere', '!invalid-argument'],
    ['../etc/passwd', '!invalid-argument'],
    ['Europe/Berlin\0', '!invalid-argument'],
    ['', '!invalid-argument'],
    [`A${'/a'.repeat(5000)}`, '!invalid-argument'],
  ])('the hour at noon UTC in %j is %s', (zone, expected) => {
    expect(on(noon, 'getHours', zone)).toBe(expected);
  });

  it('know summer time, and the local mean times of the past', () => {
    const winter = new Timestamp(Date.UTC(2024, 0, 1, 12) / 1000, 0);
    expect(on(winter, 'getHours', 'Europe/Berlin')).toBe(13n);
    const old = new Timestamp(Date.UTC(1800, 0, 1, 12) / 1000, 0);
    expect(on(old, 'getMinutes', 'America/New_York')).toBe(3n);
    expect(on(old, 'getSeconds', 'America/New_York')).toBe(58n);
  });

  it('may lie in the year before the first', () => {
    const first = new Timestamp(-62_135_596_800, 0);
    expect(on(first, 'getFullYear', '-01:00')).toBe(0n);
    expect(on(first, 'getDate', '-01:00')).toBe(31n);
    expect(on(first, 'getDayOfWeek', '-01:00')).toBe(0n);
  });

  it('give the same however many are asked for in between', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const hours = (): unknown[] => zones.map((zone) => on(noon, 'getHours', zone));
    expect(hours()).toEqual(hours());
  });
});
