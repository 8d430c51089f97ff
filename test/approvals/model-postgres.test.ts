import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { createDatabase, createSchema, type TestDatabase } from '../support/postgres.ts';
import { campaign, casesOf } from './model/campaign.ts';

const HOUR = 3_600_000;

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

test(
  'A15: the invariants hold after every step of any history of two nodes on one PostgreSQL database',
  async () => {
    const tally = await campaign(casesOf(30, 0.1), 'durable', async () => {
      const url = await createSchema(database.url);
      return {
        open: () => openStore(url, { clock: manualClock() }),
        durable: true,
        remove: async () => {},
      };
    });
    expect(tally.counts.get('claim: done')).toBeGreaterThan(0);
  },
  HOUR,
);
