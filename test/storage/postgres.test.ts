import { onTestFinished } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { createDatabase } from '../support/postgres.ts';
import { describeStore } from './contract.ts';

describeStore('PostgreSQL', {
  durable: true,
  place: async () => {
    const database = await createDatabase();
    onTestFinished(() => database.drop());
    return () => openStore(database.url);
  },
});
