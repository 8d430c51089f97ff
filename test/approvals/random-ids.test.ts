import { describe, expect, test } from 'vitest';
import { randomIds } from '../../src/approvals/random-ids.ts';

/** Whether each text sorts after the one before. */
const isSorted = (texts: readonly string[]): boolean =>
  texts.every((text, index) => index === 0 || text > (texts[index - 1] ?? ''));

describe('ids of requests', () => {
  test('A15: sort by creation within one millisecond, however many', () => {
    const ids = randomIds();
    const made = Array.from({ length: 200_000 }, () => ids.request(1_767_000_000_000));
    expect(isSorted(made)).toBe(true);
    expect(new Set(made.map((id) => id.length)).size).toBe(1);
  });

  test('A15: sort by creation after more than fit into one millisecond', () => {
    const ids = randomIds();
    const now = 1_767_000_000_000;
    const made = Array.from({ length: 70_000 }, () => ids.request(now));
    for (let ms = 1; ms <= 3; ms += 1) made.push(ids.request(now + ms));
    expect(isSorted(made)).toBe(true);
  });

  test('A15: sort by creation when time goes back', () => {
    const ids = randomIds();
    const made = [5, 4, 3, 6, 6, 1, 7].map((ms) => ids.request(1_767_000_000_000 + ms));
    expect(isSorted(made)).toBe(true);
  });

  test('A15: of two processes in one millisecond differ', () => {
    const made = Array.from({ length: 1_000 }, () => randomIds().request(1));
    expect(new Set(made).size).toBe(1_000);
  });

  test('A14: of claims have 128 random bits', () => {
    const { claim } = randomIds();
    expect(claim()).toMatch(/^clm_[0-9a-f]{32}$/);
    expect(claim()).not.toBe(claim());
  });
});
