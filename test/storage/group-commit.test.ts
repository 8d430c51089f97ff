import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Batch, GroupCommit } from '../../src/storage/group-commit.ts';

/** Does jobs in batches, and counts the jobs of each. */
function counted(commit: () => Promise<void> = async () => {}): {
  readonly batch: Batch<string>;
  readonly sizes: number[];
} {
  const sizes: number[] = [];
  const batch: Batch<string> = async (next) => {
    const results: (() => void)[] = [];
    for (let job = next(); job !== undefined; job = next()) results.push(await job.run('here'));
    await commit();
    sizes.push(results.length);
    for (const result of results) result();
  };
  return { batch, sizes };
}

describe('group commit', () => {
  test('A15: those that come together, and those that come during a commit, share one', async () => {
    const { batch, sizes } = counted(async () => {
      await sleep(20);
    });
    const commits = new GroupCommit(batch);
    const first = Array.from({ length: 5 }, (_, index) => commits.add(async () => index));
    await sleep(5);
    const second = Array.from({ length: 7 }, (_, index) => commits.add(async () => -index));
    expect(await Promise.all(first)).toEqual([0, 1, 2, 3, 4]);
    expect(await Promise.all(second)).toEqual([-0, -1, -2, -3, -4, -5, -6]);
    expect(sizes).toEqual([5, 7]);
  });

  test('A15: a result is told after the commit', async () => {
    let committed = false;
    const { batch } = counted(async () => {
      committed = true;
    });
    const result = new GroupCommit(batch).add(async (context) => {
      expect(committed).toBe(false);
      return context;
    });
    expect(await result).toBe('here');
    expect(committed).toBe(true);
  });

  test('A15: a batch is bounded, however many wait', async () => {
    const { batch, sizes } = counted();
    const commits = new GroupCommit(batch);
    await Promise.all(Array.from({ length: 2_000 }, () => commits.add(async () => {})));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(512);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(2_000);
  });

  test('A15: a batch takes no more when it has lasted long', async () => {
    const { batch, sizes } = counted();
    const commits = new GroupCommit(batch);
    await Promise.all(Array.from({ length: 3 }, () => commits.add(() => sleep(60))));
    expect(sizes).toEqual([1, 1, 1]);
  });

  test('A15: when none can be done all that wait are told, and later ones are done', async () => {
    const { batch } = counted();
    let broken = true;
    const commits = new GroupCommit<string>(async (next) => {
      if (broken) throw new Error('no lock');
      return batch(next);
    });
    const results = await Promise.allSettled(
      [1, 2, 3].map((value) => commits.add(async () => value)),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    broken = false;
    expect(await commits.add(async () => 4)).toBe(4);
  });

  test('A15: is idle when everything is done', async () => {
    const commits = new GroupCommit(counted(() => sleep(10)).batch);
    let done = 0;
    for (let round = 0; round < 3; round += 1)
      void commits
        .add(() => sleep(25))
        .then(() => {
          done += 1;
        });
    await commits.idle();
    await Promise.resolve();
    expect(done).toBe(3);
  });
});
