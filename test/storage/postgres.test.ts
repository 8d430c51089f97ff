import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { createDatabase, createSchema, type TestDatabase } from '../support/postgres.ts';
import { describeStore } from './contract.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

describeStore('PostgreSQL', {
  durable: true,
  place: async () => {
    const url = await createSchema(database.url);
    return () => openStore(url);
  },
});
