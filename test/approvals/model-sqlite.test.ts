import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { campaign, casesOf } from './model/campaign.ts';

const HOUR = 3_600_000;

test(
  'A15: the invariants hold after every step of any history of two nodes on one SQLite file',
  async () => {
    const directory = temporaryDirectory();
    let places = 0;
    const tally = await campaign(casesOf(50, 0.1), 'durable', async () => {
      places += 1;
      const path = join(directory, `${places}.db`);
      return {
        open: () => openStore(`sqlite:${path}`, { clock: manualClock() }),
        durable: true,
        remove: async () => {
          await Promise.all(['', '-wal', '-shm'].map((end) => rm(path + end, { force: true })));
        },
      };
    });
    expect(tally.counts.get('claim: done')).toBeGreaterThan(0);
  },
  HOUR,
);
