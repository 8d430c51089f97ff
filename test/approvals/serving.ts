import { captureCall } from '../../src/approvals/capture.ts';
import type { CapturedCall } from '../../src/approvals/captured-call.ts';
import { randomIds } from '../../src/approvals/random-ids.ts';
import { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { Store } from '../../src/approvals/store.ts';
import type { Call } from '../../src/policy/call.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { manualClock } from '../support/manual-clock.ts';
import { person } from './held.ts';

/** A policy: one document, or several by their file names. */
export type Texts = string | Readonly<Record<string, string>>;

export const policyOf = (texts: Texts): Policy =>
  compiled(
    typeof texts === 'string'
      ? texts
      : Object.entries(texts).map(([name, text]) => ({ name, text })),
  );

export function captured(call: Call): CapturedCall {
  const capture = captureCall(call, { unbound: false });
  if (!capture.ok) throw new Error(capture.message);
  return capture.captured;
}

/** A service on a store, started with a policy that is active. */
export async function started(
  texts: Texts,
  store: Store = openMemoryStore(),
  clock = manualClock(),
) {
  const service = new ApprovalService(policyOf(texts), {
    store,
    clock,
    ids: randomIds(),
    onError: (error) => {
      throw error;
    },
  });
  await service.activate(service.policy, undefined);
  return service;
}

export const REFUND: Call = { tool: 'refund', param: { amount: 1290 } };
export const OPTIONS = { idempotencyKey: null, requesters: [], mode: 'enforce' } as const;

/** Requests a call that has to be held, and gives the request's id. */
export async function hold(service: ApprovalService, call: Call = REFUND): Promise<string> {
  const { request } = await service.request(captured(call), OPTIONS);
  if (request === undefined) throw new Error('the call was not held');
  return request.id;
}

/** Approves, and gives what became of the request. */
export const approve = (service: ApprovalService, id: string, name: string, ...groups: string[]) =>
  service.reviews.vote(id, { voter: person(name, ...groups), choice: 'approve', reason: null });

/** Activates a changed policy as a changed file does. */
export async function change(service: ApprovalService, texts: Texts): Promise<Policy> {
  const policy = policyOf(texts);
  await service.activate(policy, service.policy.version);
  return policy;
}

/** Rules that hold a refund, and another tool. */
export const HELD = 'approval:\n  tools: [refund]\n';
export const OTHER = 'approval:\n  tools: [other]\n';
