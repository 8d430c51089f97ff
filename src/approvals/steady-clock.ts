import { uptime } from 'node:os';
import type { Clock } from './clock.ts';

/** Where a steady clock takes its time from: both in milliseconds. */
export interface TimeSources {
  /** Since the Unix epoch; may jump. */
  readonly wall: () => number;
  /** Since some moment; never jumps, and goes on while the machine sleeps. */
  readonly monotonic: () => number;
}

/** How much faster or slower than real time the clock goes while it makes up for a jump. */
const SLEW = 0.01;

/**
 * A clock that follows the system's without its jumps: set forward or back by hours, the system's clock
 * is approached at one part in a hundred, so that no deadline comes early or is put off by more. At its
 * start it takes the system's word.
 *
 * @param notBefore a moment that is past: where the system's clock says less, time goes on from here
 */
export function steadyClock(notBefore = 0, sources: TimeSources = SYSTEM): Clock {
  let seen = sources.monotonic();
  let time = Math.max(sources.wall(), notBefore);
  return {
    now: () => {
      const at = sources.monotonic();
      const passed = Math.max(0, at - seen);
      seen = at;
      time += passed;
      const behind = sources.wall() - time;
      time += Math.max(-SLEW * passed, Math.min(SLEW * passed, behind));
      return Math.floor(time);
    },
  };
}

const SYSTEM: TimeSources = { wall: Date.now, monotonic: awakeOrAsleep() };

/** How often it is looked whether the machine has slept. */
const LOOK_EVERY_MS = 1_000;

/** `performance.now` stops while some systems sleep, and the uptime, which does not, is coarse. */
function awakeOrAsleep(): () => number {
  let asleep = 0;
  let looked = performance.now();
  const start = uptime() * 1000 - looked;
  return () => {
    const awake = performance.now();
    if (awake - looked > LOOK_EVERY_MS) {
      looked = awake;
      const slept = uptime() * 1000 - awake - start;
      if (slept > asleep + LOOK_EVERY_MS) asleep = slept;
    }
    return awake + asleep;
  };
}
