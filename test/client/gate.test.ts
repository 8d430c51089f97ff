import { describe } from 'vitest';
import { gateSuite } from '../approvals/gate-suite.ts';
import type { OpenGate, SuiteOptions } from '../approvals/gate-under-test.ts';
import { eventsOf } from '../approvals/gated.ts';
import { served } from './served.ts';

/** A gate on a server, over HTTP. */
const open: OpenGate = async (policy, options = {}) => {
  const server = await served(policy);
  const apiKey = await server.agentKey('bot');
  const another = async (own: SuiteOptions = {}) =>
    server.client({ decisionTimeoutMs: 2_000, ...own, apiKey });
  return {
    gate: await another(options),
    another,
    clock: server.clock,
    reviewer: async (user, ...groups) => {
      const key = await server.personKey(user, 'approver', groups);
      const { approvals } = server.client({ apiKey: key });
      const why = (reason: string | undefined) => (reason === undefined ? {} : { reason });
      return {
        approve: (id, reason) => approvals.approve(id, why(reason)),
        reject: (id, reason) => approvals.reject(id, why(reason)),
        cancel: (id, reason) => approvals.cancel(id, why(reason)),
        reveal: (id) => approvals.reveal(id),
      };
    },
    events: () => eventsOf(server.store),
    fail: server.stop,
    mend: server.start,
  };
};

describe('a gate on a server', () => {
  gateSuite(open);
});
