const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Nothing a policy names is shorter than a second or longer than 30 days. */
const SHORTEST_MS = MILLISECONDS.s;
const LONGEST_MS = 30 * MILLISECONDS.d;

/**
 * A duration as a policy writes it, in milliseconds: whole seconds, or digits and one of `s` `m` `h` `d`.
 * `undefined` for anything else. The range is the caller's to check.
 */
export function parseDuration(written: unknown): number | undefined {
  if (typeof written === 'number') {
    return Number.isSafeInteger(written) ? written * MILLISECONDS.s : undefined;
  }
  if (typeof written !== 'string') return undefined;
  const [, digits, unit] = /^([0-9]{1,9})([smhd])$/.exec(written) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  return Number(digits) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/** Whether a duration in milliseconds lies from 1 second to 30 days. */
export const isDurationInRange = (milliseconds: number): boolean =>
  milliseconds >= SHORTEST_MS && milliseconds <= LONGEST_MS;

/** Milliseconds as a policy would write them, in the largest unit that needs no fraction. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (milliseconds % MILLISECONDS[unit] === 0)
      return `${milliseconds / MILLISECONDS[unit]}${unit}`;
  }
  return `${milliseconds / MILLISECONDS.s}s`;
}
