import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { createDatabase, createSchema, type TestDatabase } from '../support/postgres.ts';
import { campaign, casesOf } from './model/campaign.ts';
import type { Place } from './model/world.ts';

const HOUR = 3_600_000;

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

// a database of millions of rows goes slowly, beside much else more so
afterAll(() => database.drop(), 300_000);

/** Histories side by side: one alone mostly waits for the server. */
const LANES = 4;

async function makePlace(): Promise<Place> {
  const url = await createSchema(database.url);
  const open = () => openStore(url, { clock: manualClock() });
  return { open, durable: true, remove: async () => {} };
}

test(
  'A15: the invariants hold after every step of any history of two nodes on one PostgreSQL database',
  async () => {
    const cases = Math.ceil(casesOf(32, 0.1) / LANES);
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      campaign(cases, 'durable', makePlace, lane),
    );
    // the database is needed until the last one has ended
    await Promise.allSettled(lanes);
    const tallies = await Promise.all(lanes);
    expect(tallies.some(({ counts }) => counts.has('claim: done'))).toBe(true);
  },
  HOUR,
);
