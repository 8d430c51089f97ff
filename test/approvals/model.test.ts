import { expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { START } from '../support/manual-clock.ts';
import { campaign, casesOf } from './model/campaign.ts';
import { EVERYTHING } from './model/everything.ts';

const HOUR = 3_600_000;

test(
  'A01 A03 A06 A07 A08 A12 A14 A15 A16 A17 U01 U03: the invariants hold after every step of any history, in memory',
  async () => {
    const cases = casesOf(700, 1);
    const tally = await campaign(cases, 'memory', async () => {
      const store = openMemoryStore(START);
      return { open: async () => store, durable: false, remove: async () => {} };
    });
    expect(tally.counts.get('history')).toBeGreaterThanOrEqual(cases);
    expect(cases < 500 ? [] : tally.missing(EVERYTHING)).toEqual([]);
  },
  HOUR,
);
