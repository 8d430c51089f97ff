import { reasonOf } from '../../approvals/gate/reviewer.ts';
import type { Halt } from '../../approvals/halt.ts';
import * as endpoints from '../../contract/endpoints/halts.ts';
import { timestamp } from '../../contract/fields.ts';
import { type Resource, resource } from '../handler.ts';
import { voterOf } from '../principal-voter.ts';
import { ProblemError } from '../problem.ts';

/** What stops agents, whatever policies say. */
export const haltResources: readonly Resource[] = [
  resource(endpoints.listHalts, async (_, { service }) => ({
    halts: (await service.reviews.halts()).map(haltToWire),
  })),

  resource(endpoints.halt, async ({ body, principal }, { service }) => {
    const { id: by, via } = voterOf(principal);
    const halting = await service.reviews.halt({
      agent: body.agent,
      by,
      via,
      reason: reasonOf(body.reason),
      cancelPending: body.cancel_pending,
    });
    if (halting.status === 'too-many') {
      throw new ProblemError(
        'conflict',
        `${halting.halts.length} agents are halted, and no more can be one by one: halt everything`,
      );
    }
    return { halts: halting.halts.map(haltToWire), cancelled: halting.cancelled };
  }),

  resource(endpoints.resume, async ({ body, principal }, { service }) => {
    const { agent } = body;
    const { id: by, via } = voterOf(principal);
    const reason = reasonOf(body.reason);
    const { status, halts } = await service.reviews.resume({ agent, by, via, reason });
    if (status === 'not-halted') {
      const what = agent === null ? 'everything' : `\`${agent}\``;
      throw new ProblemError('not-found', `${what} is not halted`);
    }
    return { halts: halts.map(haltToWire) };
  }),
];

const haltToWire = ({ agent, by, reason, at }: Halt) => ({ agent, by, reason, at: timestamp(at) });
