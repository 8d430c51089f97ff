import { ConflictError } from '../../../src/approvals/gate-error.ts';
import type { ApprovalService } from '../../../src/approvals/service/approval-service.ts';
import type { Act, Answer } from './act.ts';
import { capturedOf } from './calls.ts';
import { WHO_HALTS } from './people.ts';
import { policyAt } from './policies.ts';

const ORDER = { by: WHO_HALTS, via: 'cli', reason: null } as const;

/** Does to a service what the act says. */
export async function perform(service: ApprovalService, act: Act): Promise<Answer> {
  try {
    return await done(service, act);
  } catch (error) {
    // anything but a conflict is a fault, and fails the history
    if (error instanceof ConflictError && error.message !== '') return { says: error.code };
    throw error;
  }
}

async function done(service: ApprovalService, act: Act): Promise<Answer> {
  switch (act.kind) {
    case 'request': {
      const { want, key, requesters, mode } = act;
      const options = { idempotencyKey: key, requesters, mode };
      const { decision, request } = await service.request(capturedOf(want), options);
      if (request !== undefined) return { says: 'held', id: request.id };
      return { says: decision.halted === true ? 'halted' : decision.decision };
    }
    case 'vote': {
      const { id, person, choice } = act;
      await service.reviews.vote(id, { voter: person, choice, reason: null });
      return { says: 'done' };
    }
    case 'withdraw':
      await service.reviews.withdraw(act.id, act.by, null);
      return { says: 'done' };
    case 'claim': {
      const { id, want, leaseMs } = act;
      const { claimId } = await service.claim(id, capturedOf(want).digest, leaseMs);
      return { says: 'done', claimId };
    }
    case 'reclaim': {
      const { digest } = capturedOf(act.want);
      const { claimId } = await service.claim(act.id, digest, act.leaseMs, act.claimId);
      return { says: 'done', claimId };
    }
    case 'renew': {
      const request = await service.reviews.find(act.id);
      await service.renew({ request, claimId: act.claimId }, act.leaseMs);
      return { says: 'done' };
    }
    case 'report': {
      const request = await service.reviews.find(act.id);
      const error = act.outcome === 'failed' ? 'no luck' : null;
      await service.report({ request, claimId: act.claimId }, act.outcome, error);
      return { says: 'done' };
    }
    case 'halt': {
      const order = { ...ORDER, agent: act.agent, cancelPending: act.cancelPending };
      const halting = await service.reviews.halt(order);
      const cancelled = halting.status === 'halted' ? halting.cancelled : 0;
      return { says: halting.status, cancelled };
    }
    case 'resume':
      return { says: (await service.reviews.resume({ ...ORDER, agent: act.agent })).status };
    case 'sweep':
      await service.sweep();
      return { says: 'done' };
    case 'activate': {
      const from = act.from === undefined ? undefined : policyAt(act.from).policy.version;
      return { says: (await service.activate(policyAt(act.policy).policy, from)).status };
    }
  }
}
