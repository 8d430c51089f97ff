import { describe, expect, test } from 'vitest';
import { isSignedBy, signCheckpoint } from '../../../src/audit/checkpoint.ts';
import { EMPTY_LOG } from '../../../src/audit/log-line.ts';
import { openPlace, openStore, type TestedStore } from './database.ts';

export function identityContract(tested: TestedStore): void {
  describe('identity', () => {
    test('U05: names the log, and holds a key that signs checkpoints', async () => {
      const { identity } = await openStore(tested);
      expect(identity.log).toMatch(/^[0-9a-f]{32}$/);
      expect(Buffer.from(identity.digestKey, 'base64')).toHaveLength(32);
      const at = '2026-01-02T03:04:05.678Z';
      const signed = signCheckpoint(EMPTY_LOG, identity.log, at, identity.signingKey);
      expect(isSignedBy(signed, identity.signingKey.publicKey)).toBe(true);
    });

    test('U05: is one of its own for every store', async () => {
      const [a, b] = [await openStore(tested), await openStore(tested)];
      expect(a.identity.log).not.toBe(b.identity.log);
      expect(a.identity.digestKey).not.toBe(b.identity.digestKey);
      expect(a.identity.signingKey.privateKey).not.toBe(b.identity.signingKey.privateKey);
    });

    test.runIf(tested.durable)('U05: is the same whenever the store is opened', async () => {
      const open = await openPlace(tested);
      const first = await open();
      await first.close();
      const second = await open();
      expect(second.identity).toEqual(first.identity);
    });

    test.runIf(tested.durable)('U05: is one, however many open a new store at once', async () => {
      const open = await openPlace(tested);
      const stores = await Promise.all([open(), open(), open(), open()]);
      expect(new Set(stores.map(({ identity }) => JSON.stringify(identity))).size).toBe(1);
    });
  });
}
