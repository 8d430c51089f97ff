import { describe, expect, test } from 'vitest';
import { storeClock } from '../../src/approvals/store-clock.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';

const HOUR = 3_600_000;

describe('the clock of a store', () => {
  test('A03: is that of the system, and says nothing, where the log is not ahead of it', async () => {
    const errors: Error[] = [];
    const store = openMemoryStore(Date.now() - HOUR);
    const clock = await storeClock(store, (error) => errors.push(error));
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(HOUR / 60);
    expect(errors).toEqual([]);
  });

  test('A03: goes on from the log, and says so, where the system is behind', async () => {
    const errors: Error[] = [];
    const tomorrow = Date.now() + 24 * HOUR;
    const store = openMemoryStore(tomorrow);
    const clock = await storeClock(store, (error) => errors.push(error));
    expect(clock.now()).toBeGreaterThanOrEqual(tomorrow);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^the last entry .* \`${new Date(tomorrow).toISOString()}\`, 86\\d{3} seconds ahead`,
        ),
      ),
    ]);
  });
});
