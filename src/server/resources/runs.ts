import type { ApprovalView } from '../../approvals/view.ts';
import * as endpoints from '../../contract/endpoints/audit.ts';
import { type CallOfRun, callsOfRun } from '../calls-of-run.ts';
import { type Resource, resource } from '../handler.ts';

/** What agents did, run by run. */
export const runResources: readonly Resource[] = [
  resource(endpoints.showRun, async ({ params, query }, { store, service }) => {
    const { calls, next } = await callsOfRun(store, params.id, query.after, query.limit);
    const told = calls.map(({ request, ...call }) => ({
      ...callToWire(call),
      approval: request === undefined ? null : approvalToWire(service.reviews.viewOf(request)),
    }));
    return { run: params.id, calls: told, next };
  }),
];

const callToWire = ({ seq, event }: Omit<CallOfRun, 'request'>) => ({
  seq,
  at: event.at,
  tool: event.tool ?? null,
  agent: event.agent ?? null,
  decision: event.decision ?? '',
  reason: event.reason ?? null,
  rule: event.rule === undefined ? null : { ...event.rule },
  policy_version: event.policy_version ?? null,
  param: event.param === undefined ? null : { ...event.param },
});

const approvalToWire = ({ id, status, createdAt, resolution, execution }: ApprovalView) => ({
  id,
  status,
  resolved_by: resolution?.resolvedBy ?? null,
  reason: resolution?.reason ?? null,
  wait_ms: resolution === null ? null : resolution.at - createdAt,
  execution: execution.status,
});
