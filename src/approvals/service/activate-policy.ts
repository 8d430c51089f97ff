import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEvent } from '../../audit/event.ts';
import type { Policy } from '../../policy/policy.ts';
import { redactCall } from '../redact.ts';
import type { ApprovalRequest } from '../request.ts';
import { resolve } from '../resolution.ts';
import type { Transaction } from '../store.ts';
import { type AfterCommit, applyTransition } from './apply-transition.ts';
import { isoTime } from './audit-trail.ts';
import type { CallContext } from './service-context.ts';

/** Requests that are read and decided before decisions of other calls get a turn. */
const PAGE = 500;

/** What became of a policy that was to be activated. */
export type Activation =
  | { readonly status: 'activated'; readonly resolved: number }
  /** Another process has activated it. */
  | { readonly status: 'active-already' }
  /** Another version is active, and stays so. */
  | { readonly status: 'superseded'; readonly active: string };

/**
 * Makes a policy the active one. Every pending request is decided again, with its captured call at its
 * captured time, in the transaction that makes the version active: either all of it happens, or nothing.
 *
 * @param from the version that this process took for the active one; where that is not so any more, a
 *   version that was active before does not come back. `undefined` at the start of a process
 */
export async function activatePolicy(
  context: CallContext,
  policy: Policy,
  from: string | undefined,
): Promise<Activation> {
  const { store, clock } = context;
  const outcome = await store.write(
    async (tx): Promise<Activation & { readonly done: AfterCommit }> => {
      const active = (await tx.activePolicy())?.version;
      if (active === policy.version) return { status: 'active-already', done: NOTHING };
      if (active !== undefined && active !== from && (await tx.wasActive(policy.version))) {
        return { status: 'superseded', active, done: NOTHING };
      }
      const now = clock.now();
      tx.activate(policy.version, policy.sources, now);
      const done = await followAll(tx, context, policy, now);
      tx.audit(activated(policy, active, done, now));
      return { status: 'activated', resolved: done.released.length, done };
    },
  );
  const { done, ...activation } = outcome;
  if (activation.status === 'superseded') await context.policies.adopt(activation.active);
  else context.policies.use(policy);
  context.afterCommit(done);
  return activation;
}

const NOTHING: AfterCommit = { released: [], wakes: [] };

async function followAll(
  tx: Transaction,
  { trail }: CallContext,
  policy: Policy,
  now: number,
): Promise<AfterCommit> {
  const released: string[] = [];
  const wakes: number[] = [];
  const moment = { now, policyVersion: policy.version };
  let after: string | undefined;
  for (;;) {
    const page = await tx.pending(after, PAGE);
    for (const request of page) {
      const followed = resolve(
        request,
        { kind: 'policy', ...decideAgain(request, policy) },
        moment,
      );
      const applied = applyTransition(tx, request, followed, trail, now);
      released.push(...applied.released);
      wakes.push(...applied.wakes);
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE || after === undefined) return { released, wakes };
    await nextTurn();
  }
}

function decideAgain(request: ApprovalRequest, policy: Policy) {
  const { captured, createdAt, redact } = request;
  const decision = policy.decideAt(captured.call, createdAt);
  return { decision, shown: (message: string) => redactCall(captured.call, redact).shown(message) };
}

const activated = (
  policy: Policy,
  from: string | undefined,
  { released }: AfterCommit,
  now: number,
): AuditEvent => ({
  action: 'policy.activated',
  at: isoTime(now),
  policy_version: policy.version,
  details: {
    ...(from !== undefined && { from }),
    documents: policy.documents.map(({ file }) => file),
    resolved: released.length,
  },
});
