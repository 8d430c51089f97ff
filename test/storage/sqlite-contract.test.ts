import { join } from 'node:path';
import { openStore } from '../../src/storage/open-store.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { describeStore } from './contract.ts';

describeStore('SQLite', {
  durable: true,
  place: async () => {
    const file = join(temporaryDirectory(), 'assent.db');
    return () => openStore(`sqlite:${file}`);
  },
});
