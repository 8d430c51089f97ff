import type { AuditEvent } from '../../audit/event.ts';
import type { Decision } from '../../policy/decision.ts';
import type { Policy } from '../../policy/policy.ts';
import { isUntouched, type NewDecision } from '../follow-policy.ts';
import { redactCall } from '../redact.ts';
import type { ApprovalRequest } from '../request.ts';
import { resolve } from '../resolution.ts';
import type { Transaction } from '../store.ts';
import type { Voter } from '../vote.ts';
import { type AfterCommit, applyTransition, type Released } from './apply-transition.ts';
import { isoTime } from './audit-trail.ts';
import { pendingPages } from './pending-pages.ts';
import type { CallContext } from './service-context.ts';

/** What became of a policy that was to be activated. */
export type Activation =
  | { readonly status: 'activated'; readonly resolved: number }
  /** Another process has activated it. */
  | { readonly status: 'active-already' }
  /** Another version is active, and stays so. */
  | { readonly status: 'superseded'; readonly active: string };

/** When a policy may become the active one, and who wants that. */
export interface ActivationTerms {
  /** The version that is taken for the active one; `undefined` at the start of a process. */
  readonly from: string | undefined;
  /**
   * Whether `from` has to be active, as where somebody decided who saw that version: then one that was
   * active before comes back as well. Else a version that was never active takes the place of any, and
   * one that was active before that of `from` alone.
   */
  readonly exactly: boolean;
  /** `null` where a process follows its files. */
  readonly by: Pick<Voter, 'id' | 'via'> | null;
}

/**
 * Makes a policy the active one. Every pending request is decided again, with its captured call at its
 * captured time, in the transaction that makes the version active: either all of it happens, or nothing.
 */
export async function activatePolicy(
  context: CallContext,
  policy: Policy,
  terms: ActivationTerms,
): Promise<Activation> {
  const { store, clock } = context;
  const activate = async (
    tx: Transaction,
  ): Promise<Activation & { readonly done: AfterCommit }> => {
    const active = (await tx.activePolicy())?.version;
    if (active === policy.version) return { status: 'active-already', done: NOTHING };
    if (active !== undefined && !(await mayFollow(tx, active, policy, terms))) {
      return { status: 'superseded', active, done: NOTHING };
    }
    const now = clock.now();
    tx.activate(policy.version, policy.sources, now);
    const current = context.policies.current;
    const before = current.version === active ? current : undefined;
    const done = await followAll(tx, context, before, policy, now);
    tx.audit(activated(policy, active, terms.by, done, now));
    return { status: 'activated', resolved: done.released.length, done };
  };
  const outcome = await store.write(activate, { alone: true });
  const { done, ...activation } = outcome;
  if (activation.status === 'superseded') await context.policies.adopt(activation.active);
  else context.policies.use(policy);
  context.afterCommit(done);
  return activation;
}

const NOTHING: AfterCommit = { released: [], wakes: [] };

const mayFollow = async (
  tx: Transaction,
  active: string,
  { version }: Policy,
  { from, exactly }: ActivationTerms,
): Promise<boolean> => active === from || (!exactly && !(await tx.wasActive(version)));

async function followAll(
  tx: Transaction,
  { trail }: CallContext,
  before: Policy | undefined,
  policy: Policy,
  now: number,
): Promise<AfterCommit> {
  const released: Released[] = [];
  const wakes: number[] = [];
  const moment = { now, policyVersion: policy.version };
  // of the other tools, the policy decides as the one before; where that one is not known, all are looked at
  const mayDiffer = (tool: string): boolean =>
    before?.describeRules(tool) !== policy.describeRules(tool);
  for await (const page of pendingPages(tx, mayDiffer)) {
    for (const pending of page) {
      const decision = policy.decideAt(pending.captured.call, pending.createdAt);
      if (isUntouched(pending, decision)) continue;
      const request = pending.whole();
      const followed = resolve(request, { kind: 'policy', ...toldOf(request, decision) }, moment);
      const applied = applyTransition(tx, request, followed, trail, now);
      released.push(...applied.released);
      wakes.push(...applied.wakes);
    }
    await tx.spill();
  }
  return { released, wakes };
}

const toldOf = ({ captured, redact }: ApprovalRequest, decision: Decision): NewDecision => ({
  decision,
  shown: (message) => redactCall(captured.call, redact).shown(message),
});

const activated = (
  policy: Policy,
  from: string | undefined,
  by: ActivationTerms['by'],
  { released }: AfterCommit,
  now: number,
): AuditEvent => ({
  action: 'policy.activated',
  at: isoTime(now),
  ...(by !== null && { person: by.id, via: by.via }),
  policy_version: policy.version,
  details: {
    ...(from !== undefined && { from }),
    documents: policy.documents.map(({ file }) => file),
    resolved: released.length,
  },
});
