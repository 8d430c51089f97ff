import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { steadyClock } from '../../src/approvals/steady-clock.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5, 9);

/** Sources that a test moves. */
function sources() {
  const at = { wall: START, monotonic: 12_345.678 };
  return {
    at,
    sources: { wall: () => at.wall, monotonic: () => at.monotonic },
    pass: (ms: number) => {
      at.wall += ms;
      at.monotonic += ms;
    },
  };
}

describe('a steady clock', () => {
  test('A03: takes the word of the system at its start, and follows it', () => {
    const { sources: from, pass } = sources();
    const clock = steadyClock(0, from);
    expect(clock.now()).toBe(START);
    pass(1_500);
    expect(clock.now()).toBe(START + 1_500);
  });

  test.each([
    ['forward', DAY],
    ['back', -DAY],
  ])('A03: a jump %s by a day neither hastens nor puts off a deadline', (_, jump) => {
    const { at, sources: from, pass } = sources();
    const clock = steadyClock(0, from);
    at.wall += jump;
    expect(clock.now()).toBe(START);
    let passed = 0;
    while (clock.now() < START + 3_600_000) {
      pass(100);
      passed += 100;
    }
    // an hour, but for one part in a hundred
    expect(passed).toBeGreaterThan(3_600_000 * 0.98);
    expect(passed).toBeLessThan(3_600_000 * 1.02);
  });

  test('A03: a jump there and back leaves nothing', () => {
    const { at, sources: from, pass } = sources();
    const clock = steadyClock(0, from);
    at.wall += DAY;
    pass(1_000);
    clock.now();
    at.wall -= DAY;
    for (let step = 0; step < 100; step += 1) {
      pass(100);
      clock.now();
    }
    expect(Math.abs(clock.now() - at.wall)).toBeLessThanOrEqual(1);
  });

  test('A03: makes up for a small difference, and stays with the system then', () => {
    const { at, sources: from, pass } = sources();
    const clock = steadyClock(0, from);
    at.wall += 500;
    for (let step = 0; step < 600; step += 1) {
      pass(100);
      clock.now();
    }
    expect(clock.now()).toBe(at.wall);
  });

  test('A03: does not begin behind what is past', () => {
    const { sources: from, pass } = sources();
    const clock = steadyClock(START + DAY, from);
    expect(clock.now()).toBe(START + DAY);
    pass(1_000);
    expect(clock.now()).toBeGreaterThan(START + DAY);
  });

  test('A03: never goes back, and never far from the time that really passed', () => {
    const step = fc.record({
      pass: fc.integer({ min: 0, max: 100_000 }),
      jump: fc.oneof(fc.constant(0), fc.integer({ min: -2 * DAY, max: 2 * DAY })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const { at, sources: from, pass } = sources();
        const clock = steadyClock(0, from);
        let last = clock.now();
        let passed = 0;
        for (const { pass: ms, jump } of steps) {
          at.wall += jump;
          pass(ms);
          passed += ms;
          const now = clock.now();
          if (now < last) return false;
          last = now;
        }
        return Math.abs(last - START - passed) <= passed * 0.0101 + 1;
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test('A03: the one of the system goes with it', async () => {
    const clock = steadyClock();
    const before = clock.now();
    expect(Math.abs(before - Date.now())).toBeLessThan(1_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock.now()).toBeGreaterThan(before);
  });
});
