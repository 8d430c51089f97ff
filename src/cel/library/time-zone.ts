import { Problem } from '../fault.ts';

const UNKNOWN_ZONE = new Problem(
  'invalid-argument',
  'time zone is neither an IANA name such as `Europe/Berlin` nor an offset such as `+02:00`',
);

const FIXED_OFFSET = /^([+-]?)(\d\d):(\d\d)$/;
const IANA_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** `GMT`, `GMT+02:00`, and `GMT-00:53:28` for the local mean times of the past. */
const LONG_OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** Formatters are slow to make and large: the latest few are kept. */
const MAX_FORMATTERS = 16;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether finding an offset in this zone needs the time zone database, which is slow. */
export const isNamedZone = (zone: string): boolean => zone !== 'UTC' && !FIXED_OFFSET.test(zone);

/**
 * Seconds to add to UTC for the local time of `zone` at `seconds` since the Unix epoch. A zone is an
 * IANA name, or an offset with or without a sign (`02:00` is `+02:00`).
 */
export function zoneOffset(zone: string, seconds: number): number | Problem {
  if (zone === 'UTC') return 0;
  const fixed = FIXED_OFFSET.exec(zone);
  if (fixed !== null) {
    const [hours, minutes] = [Number(fixed[2]), Number(fixed[3])];
    if (hours > 23 || minutes > 59) return UNKNOWN_ZONE;
    return (fixed[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }
  if (!IANA_NAME.test(zone)) return UNKNOWN_ZONE;
  const formatter = formatterOf(zone);
  if (formatter === undefined) return UNKNOWN_ZONE;
  const name = formatter
    .formatToParts(seconds * 1000)
    .find((part) => part.type === 'timeZoneName')?.value;
  const offset = LONG_OFFSET.exec(name ?? '');
  if (offset === null) return UNKNOWN_ZONE;
  const [hours, minutes, rest] = [offset[2], offset[3], offset[4]].map((part) => Number(part ?? 0));
  const size = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (rest ?? 0);
  return offset[1] === '-' ? -size : size;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  if (formatters.size >= MAX_FORMATTERS) {
    for (const oldest of formatters.keys()) {
      formatters.delete(oldest);
      break;
    }
  }
  formatters.set(zone, made);
  return made;
}
