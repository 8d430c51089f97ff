import type { Clock } from '../../../src/approvals/clock.ts';
import { steadyClock } from '../../../src/approvals/steady-clock.ts';
import { START } from '../../support/manual-clock.ts';

/** How far the service's clock may go off while it makes up for a jump. */
const DRIFT = 0.01;

/** The service's own clock on a system clock that is set back and forth. */
export interface JumpingClock extends Clock {
  /** Lets time pass until the clock shows a moment; says what is wrong with the clock, if anything. */
  readonly advanceTo: (moment: number) => string | undefined;
  /** Sets the system's clock on or back. */
  readonly jump: (ms: number) => string | undefined;
}

export function jumpingClock(): JumpingClock {
  let passed = 0;
  let jumped = 0;
  const clock = steadyClock(0, { monotonic: () => passed, wall: () => START + passed + jumped });
  return {
    now: clock.now,
    advanceTo: (moment) => {
      const [before, passedBefore] = [clock.now(), passed];
      for (let left = moment - before; left > 0; left = moment - clock.now()) {
        passed += left > 100 ? left / (1 + DRIFT) : 0.5;
      }
      const truly = passed - passedBefore;
      const off = Math.abs(clock.now() - before - truly);
      return off > truly * DRIFT + 1 ? `the clock went off by ${off} ms in ${truly} ms` : undefined;
    },
    jump: (ms) => {
      const before = clock.now();
      jumped += ms;
      const after = clock.now();
      return after === before ? undefined : `the clock followed a jump, by ${after - before} ms`;
    },
  };
}
