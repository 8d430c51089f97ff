import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Settling } from '../../src/policy/files/settle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Requests every 5 ms for `duration` ms. */
async function burst(settling: Settling, duration: number): Promise<void> {
  for (let passed = 0; passed < duration; passed += 5) {
    settling.request();
    await vi.advanceTimersByTimeAsync(5);
  }
}

describe('bursts settle', () => {
  test('P09: a burst is acted on once, when it is over', async () => {
    const act = vi.fn(async () => {});
    const settling = new Settling(act);
    await burst(settling, 300);
    expect(act).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(act).toHaveBeenCalledTimes(1);
  });

  test('P09: one that does not end is acted on all the same', async () => {
    const act = vi.fn(async () => {});
    const settling = new Settling(act);
    await burst(settling, 2_020);
    expect(act.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(act.mock.calls.length).toBeLessThanOrEqual(5);
  });

  test('P09: never two at a time; what comes meanwhile is acted on once more', async () => {
    let running = 0;
    let most = 0;
    const act = vi.fn(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      running -= 1;
    });
    const settling = new Settling(act);
    settling.request();
    await vi.advanceTimersByTimeAsync(500);
    await burst(settling, 700);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(act).toHaveBeenCalledTimes(2);
    expect(most).toBe(1);
  });

  test('P09: close waits for the act under way, and none follows', async () => {
    let finish = () => {};
    const act = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const settling = new Settling(act);
    settling.request();
    await vi.advanceTimersByTimeAsync(200);
    settling.request();
    let closed = false;
    const closing = settling.close().then(() => {
      closed = true;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(closed).toBe(false);
    finish();
    await closing;
    settling.request();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(act).toHaveBeenCalledTimes(1);
  });
});
