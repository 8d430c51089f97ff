import type { Clock } from '../../src/approvals/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves it on by some milliseconds. */
  readonly advance: (ms: number) => void;
}

/** 2026-01-05, a Monday, 09:00 UTC. */
export const START = Date.UTC(2026, 0, 5, 9);

export function manualClock(start = START): ManualClock {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}
