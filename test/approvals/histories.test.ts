import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExecutionEvent, execute } from '../../src/approvals/execution.ts';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { type ResolutionEvent, resolve } from '../../src/approvals/resolution.ts';
import type { Effect, Transition } from '../../src/approvals/transition.ts';
import { deepFreeze } from '../../src/json/freeze.ts';
import type { Decision } from '../../src/policy/decision.ts';
import { decided, held, person, policy, START, vote } from './held.ts';

const RUNS = { numRuns: Number(process.env['ASSENT_CASES'] ?? 2_000), seed: 20_260_105 };

type Event =
  | { readonly of: 'resolution'; readonly event: ResolutionEvent }
  | { readonly of: 'execution'; readonly event: ExecutionEvent };

interface Step {
  readonly event: Event;
  readonly after: number;
  readonly version: string;
}

const MINUTE = 60_000;
const voter = fc
  .tuple(
    fc.constantFrom('ann', 'ANN', 'bob', 'cy', 'rita@example.com', 'filesystem:bob', 'agent:x'),
    fc.subarray(['group:a', 'group:b']),
    fc.boolean(),
  )
  .map(([id, groups, mayApprove]) => ({ ...person(id, ...groups), mayApprove }));

const terms = fc.record({
  allowSelfApproval: fc.boolean(),
  requirements: fc.array(
    fc.record({
      approvers: fc.subarray(['group:a', 'user:ann', 'user:bob']),
      quorum: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  escalations: fc.uniqueArray(
    fc.record({
      afterMs: fc.integer({ min: 1, max: 50 }).map((minutes) => minutes * MINUTE),
      to: fc.constantFrom(['group:b'], ['user:cy']),
    }),
    { maxLength: 2, selector: ({ afterMs }) => afterMs },
  ),
  onPolicyChange: fc.constantFrom('resolve', 'hold') as fc.Arbitrary<'resolve' | 'hold'>,
});

const decision: fc.Arbitrary<Decision> = fc
  .tuple(fc.constantFrom('allow', 'block', 'require_approval'), terms)
  .map(([kind, approval]) => decided(kind as Decision['decision'], approval));

const choice = fc.constantFrom('approve', 'approve', 'approve', 'reject') as fc.Arbitrary<
  'approve' | 'reject'
>;
const claimId = fc.constantFrom('clm_1', 'clm_2');
const resolving = (event: ResolutionEvent): Event => ({ of: 'resolution', event });
const executing = (event: ExecutionEvent): Event => ({ of: 'execution', event });

const halt = fc.constantFrom(undefined, undefined, undefined, {
  agent: null,
  by: 'user:olga',
  reason: null,
  at: START,
});

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(voter, choice).map(([by, one]) => resolving(vote(by, one))) },
  { weight: 1, arbitrary: fc.constant(resolving({ kind: 'withdraw', by: null, reason: null })) },
  { weight: 2, arbitrary: decision.map((one) => resolving(policy(one))) },
  {
    weight: 6,
    arbitrary: fc.tuple(claimId, decision, fc.boolean(), halt).map(([id, one, isOther, halt]) =>
      executing({
        kind: 'claim',
        claimId: id,
        digest: isOther ? 'sha256:other' : held().captured.digest,
        decision: one,
        halt,
        leaseMs: 5 * MINUTE,
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: claimId.map((id) => executing({ kind: 'renew', claimId: id, leaseMs: 5 * MINUTE })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(claimId, fc.constantFrom('succeeded', 'failed')).map(([id, outcome]) =>
      executing({
        kind: 'report',
        claimId: id,
        outcome: outcome as 'succeeded' | 'failed',
        error: null,
      }),
    ),
  },
);

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    event,
    after: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 5 * MINUTE }) },
      { weight: 1, arbitrary: fc.constantFrom(60 * MINUTE, 10 * MINUTE) },
    ),
    version: fc.constantFrom('sha256:one', 'sha256:two'),
  }),
  { maxLength: 20 },
);

const history = fc.record({
  terms: terms.map((one) => held(one)),
  steps,
});

const apply = (
  request: ApprovalRequest,
  { event }: Step,
  moment: { now: number; policyVersion: string },
): Transition =>
  event.of === 'resolution'
    ? resolve(request, event.event, moment)
    : execute(request, event.event, moment);

const letTimePass = (request: ApprovalRequest, now: number): ApprovalRequest => {
  const moment = { now, policyVersion: 'sha256:one' };
  const { kind } = { kind: 'time' } as const;
  return request.resolution.status === 'pending'
    ? resolve(request, { kind }, moment).request
    : execute(request, { kind }, moment).request;
};

/** Runs a history; `ticks` lets somebody look at the clock between the steps. */
function run(start: ApprovalRequest, all: readonly Step[], ticks = 0) {
  let request = deepFreeze(start);
  let now = START;
  const passed: (readonly [ApprovalRequest, Transition])[] = [];
  for (const step of all) {
    for (let tick = 1; tick <= ticks; tick += 1) {
      request = deepFreeze(
        letTimePass(request, now + Math.floor((step.after * tick) / (ticks + 1))),
      );
    }
    now += step.after;
    const next = apply(request, step, { now, policyVersion: step.version });
    passed.push([request, next]);
    request = deepFreeze(next.request);
  }
  return { request, passed, settled: letTimePass(request, now) };
}

const actions = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'audit' ? [effect.action] : []));

const RESOLVED = /^approval\.(approved|rejected|expired|cancelled)$/;
const RAN = new Set(['executing', 'succeeded', 'failed', 'ambiguous']);

describe('any history of a request', () => {
  test('A02: once resolved, nothing changes but its execution', () => {
    fc.assert(
      fc.property(history, ({ terms: start, steps: all }) => {
        for (const [before, { request }] of run(start, all).passed) {
          if (before.resolution.status === 'pending') continue;
          expect({ ...request, execution: null }).toEqual({ ...before, execution: null });
        }
      }),
      RUNS,
    );
  });

  test('A02, A14, U01: one resolution, one claim, one end, each recorded when it happens', () => {
    fc.assert(
      fc.property(history, ({ terms: start, steps: all }) => {
        const { passed } = run(start, all);
        const recorded = passed.flatMap(([, { effects }]) => actions(effects));
        const count = (is: (action: string) => boolean): number => recorded.filter(is).length;
        expect(count((one) => RESOLVED.test(one))).toBeLessThanOrEqual(1);
        expect(count((one) => one === 'execution.claimed')).toBeLessThanOrEqual(1);
        expect(
          count((one) => /^execution\.(succeeded|failed|ambiguous|void)$/.test(one)),
        ).toBeLessThanOrEqual(1);
        for (const [before, next] of passed) {
          const isResolved = before.resolution !== next.request.resolution;
          expect(actions(next.effects).some((one) => RESOLVED.test(one))).toBe(isResolved);
          expect(next.effects.some(({ kind }) => kind === 'release')).toBe(isResolved);
          if (next.request !== before)
            expect(actions(next.effects).length + Number(isRenewal(next))).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });

  test('A14, A16: nothing runs without an approval, and with another call', () => {
    fc.assert(
      fc.property(history, ({ terms: start, steps: all }) => {
        for (const [before, { request }] of run(start, all).passed) {
          if (!RAN.has(request.execution.status)) continue;
          expect(request.resolution.status).toBe('approved');
          expect(RAN.has(before.execution.status) || before.execution.status === 'unclaimed').toBe(
            true,
          );
        }
        for (const [index, [before, next]] of run(start, all).passed.entries()) {
          if (next.request.execution.status !== 'executing') continue;
          if (before.execution.status === 'executing') continue;
          const step = all[index]?.event;
          expect(step?.of === 'execution' && step.event.kind === 'claim' && step.event.digest).toBe(
            before.captured.digest,
          );
        }
      }),
      RUNS,
    );
  });

  test('A06, A17: what votes approve has enough distinct people, none of them barred', () => {
    fc.assert(
      fc.property(history, ({ terms: start, steps: all }) => {
        const { request } = run(start, all);
        const { resolution } = request;
        if (resolution.status !== 'approved' || resolution.code !== 'approved_by_vote') return;
        const people = new Set(
          request.votes
            .filter(
              ({ choice: one, voter: by }) => one === 'approve' && !by.id.startsWith('agent:'),
            )
            .map(({ voter: by }) => by.id.replace(/^\w+:/, '').toLowerCase())
            .filter((one) => request.terms.allowSelfApproval || one !== 'rita@example.com'),
        );
        const most = Math.max(...request.terms.requirements.map(({ quorum }) => quorum));
        expect(people.size).toBeGreaterThanOrEqual(most);
        expect(resolution.at).toBeLessThan(request.deadline);
      }),
      RUNS,
    );
  });

  test('A02: the same history gives the same request, and changes nothing that it was given', () => {
    fc.assert(
      fc.property(history, ({ terms: start, steps: all }) => {
        expect(run(start, all)).toEqual(run(start, all));
      }),
      RUNS,
    );
  });

  test('A03, A07: however often somebody looks at the clock', () => {
    fc.assert(
      fc.property(
        history,
        fc.integer({ min: 1, max: 3 }),
        ({ terms: start, steps: all }, ticks) => {
          const outcome = ({ settled: request }: ReturnType<typeof run>) => ({
            status: request.resolution.status,
            code: 'code' in request.resolution ? request.resolution.code : null,
            by: 'resolvedBy' in request.resolution ? request.resolution.resolvedBy : null,
            votes: request.votes,
            terms: request.terms,
            execution: request.execution.status,
          });
          const [often, seldom] = [outcome(run(start, all, ticks)), outcome(run(start, all))];
          // an escalation may make cast votes count: who looks only after the deadline is too late for that
          if (seldom.status === 'expired' && often.code === 'approved_by_vote' && often.by === null)
            return;
          expect(often).toEqual(seldom);
        },
      ),
      RUNS,
    );
  });
});

/** A renewal is no event of its own: it would fill the log. */
const isRenewal = ({ request, effects }: Transition): boolean =>
  request.execution.status === 'executing' && effects.every(({ kind }) => kind === 'wake');
