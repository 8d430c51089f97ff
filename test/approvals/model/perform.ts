import { ConflictError } from '../../../src/approvals/gate-error.ts';
import type { ApprovalService } from '../../../src/approvals/service/approval-service.ts';
import type { Act, Answer } from './act.ts';
import { capturedOf } from './calls.ts';
import { policyAt } from './policies.ts';

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
      return request === undefined ? { says: decision.decision } : { says: 'held', id: request.id };
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
    case 'sweep':
      await service.sweep();
      return { says: 'done' };
    case 'activate': {
      const from = act.from === undefined ? undefined : policyAt(act.from).policy.version;
      return { says: (await service.activate(policyAt(act.policy).policy, from)).status };
    }
  }
}
