import { describe, onTestFinished } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import type { Store } from '../../src/approvals/store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { compiled } from '../support/compiled.ts';
import { manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { fragileStore } from './fragile-store.ts';
import { gateSuite } from './gate-suite.ts';
import type { OpenGate, SuiteOptions } from './gate-under-test.ts';
import { eventsOf } from './gated.ts';

const STORES: Readonly<Record<string, (now: number) => Promise<Store>>> = {
  memory: async (now) => openMemoryStore(now),
  sqlite: () => openStore(`sqlite:${temporaryDirectory()}/assent.db`),
};

/** A gate in the process, on a store of its own. */
const gateOn =
  (openStoreAt: (now: number) => Promise<Store>): OpenGate =>
  async (policy, options = {}) => {
    const clock = manualClock();
    const inner = await openStoreAt(clock.now());
    onTestFinished(() => inner.close());
    const fragile = fragileStore(inner);
    const policies = compiled([{ name: 'policy.yaml', text: policy }]);
    const another = async (own: SuiteOptions = {}) => {
      const store = fragile.store;
      const gate = await createGate({ ...own, policies, store, clock, onError: () => {} });
      onTestFinished(() => gate.close());
      return gate;
    };
    const gate = await another(options);
    return {
      gate,
      another,
      clock,
      reviewer: async (user, ...groups) => {
        const by = { user, groups };
        const why = (reason: string | undefined) => ({
          by,
          ...(reason !== undefined && { reason }),
        });
        return {
          approve: (id, reason) => gate.approvals.approve(id, why(reason)),
          reject: (id, reason) => gate.approvals.reject(id, why(reason)),
          cancel: (id, reason) => gate.approvals.cancel(id, why(reason)),
          reveal: (id) => gate.approvals.reveal(id, { by }),
        };
      },
      events: () => eventsOf(fragile.store),
      fail: async () => {
        fragile.broken = true;
      },
      mend: async () => {
        fragile.broken = false;
      },
    };
  };

describe.each(Object.entries(STORES))('a gate in the process, on %s', (_, openStoreAt) => {
  gateSuite(gateOn(openStoreAt));
});
