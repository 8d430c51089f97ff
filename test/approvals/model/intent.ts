import fc from 'fast-check';
import type { Act } from './act.ts';
import { AGENTS, CALL_NAMES } from './calls.ts';
import { PEOPLE, REQUESTERS } from './people.ts';
import { POLICIES } from './policies.ts';
import type { Held, State } from './state.ts';

/** An act before it is known what there is to act on. */
export interface Intent {
  readonly text: string;
  /** The act on what there is now; `undefined` where there is nothing to act on. */
  readonly aim: (state: State, believes: number | undefined) => Act | undefined;
}

const LEASES = [30_000, 90_000];
const KEYS = ['k1', 'k2'];

const want = fc.record({ call: fc.constantFrom(...CALL_NAMES), agent: fc.constantFrom(...AGENTS) });

const requests = fc
  .record({
    want,
    key: fc.option(fc.constantFrom(...KEYS), { freq: 2 }),
    requesters: fc.constantFrom(...REQUESTERS),
    mode: fc.constantFrom('enforce', 'enforce', 'enforce', 'enforce', 'monitor'),
  })
  .map((one): Intent => {
    const text = `request ${one.want.call} of ${one.want.agent}, key ${one.key}, for [${one.requesters}], ${one.mode}`;
    return { text, aim: () => ({ kind: 'request', ...one }) };
  });

/** Which request is meant: the latest but some, of those that fit, or, seldom, of all. */
const target = fc.record({
  back: fc.constantFrom(0, 0, 0, 1, 2, 3),
  any: fc.nat(5).map((number) => number === 0),
});

const votes = fc
  .record({
    target,
    // mostly the first three, whose votes count in most requirements
    person: fc.constantFrom(...PEOPLE, ...PEOPLE.slice(0, 3), ...PEOPLE.slice(0, 3)),
    choice: fc.nat(9).map((number) => (number === 9 ? 'reject' : 'approve')),
  })
  .map(({ target, person, choice }): Intent => {
    const text = `${person.id} votes to ${choice} ${nameOf(target)}`;
    return { text, aim: on(target, isPending, ({ id }) => ({ kind: 'vote', id, person, choice })) };
  });

const withdrawals = fc
  .record({ target, by: fc.constantFrom(null, 'user:rita') })
  .map(({ target, by }): Intent => {
    const text = `${by ?? 'the caller'} withdraws ${nameOf(target)}`;
    return { text, aim: on(target, isPending, ({ id }) => ({ kind: 'withdraw', id, by })) };
  });

const claims = fc
  .record({
    target,
    other: fc.oneof({ arbitrary: fc.constant(null), weight: 7 }, { arbitrary: want, weight: 1 }),
    leaseMs: fc.constantFrom(...LEASES),
  })
  .map(({ target, other, leaseMs }): Intent => {
    const what = other === null ? '' : ` for ${other.call} of ${other.agent}`;
    const text = `claim of ${nameOf(target)}${what}, ${leaseMs} ms`;
    const aim = on(target, isClaimable, ({ id, want }) => {
      return { kind: 'claim', id, want: other ?? want, leaseMs };
    });
    return { text, aim };
  });

/** An id that a caller has made. */
const OWN_CLAIM = `clm_${'e'.repeat(32)}`;

const reclaims = fc
  .record({ target, holds: fc.boolean(), leaseMs: fc.constantFrom(...LEASES) })
  .map(({ target, holds, leaseMs }): Intent => {
    const text = `claim of ${nameOf(target)} with ${holds ? 'the id that holds' : 'an own id'}`;
    const aim = on(target, isExecuting, ({ id, want, run }) => {
      const claimId = holds && 'claimId' in run ? run.claimId : OWN_CLAIM;
      return { kind: 'reclaim', id, want, claimId, leaseMs };
    });
    return { text, aim };
  });

/** The claim's own name mostly; else one that nobody was given. */
const isOwn = fc.nat(7).map((number) => number !== 0);

const renewals = fc
  .record({ target, isOwn, leaseMs: fc.constantFrom(...LEASES) })
  .map(({ target, isOwn, leaseMs }): Intent => {
    const text = `renewal of ${isOwn ? '' : 'no '}claim of ${nameOf(target)}, ${leaseMs} ms`;
    const aim = on(target, isExecuting, (held) => {
      return { kind: 'renew', id: held.id, claimId: claimOf(held, isOwn), leaseMs };
    });
    return { text, aim };
  });

const reports = fc
  .record({ target, isOwn, outcome: fc.constantFrom('succeeded', 'failed') })
  .map(({ target, isOwn, outcome }): Intent => {
    const text = `report of ${isOwn ? '' : 'no '}claim of ${nameOf(target)}: ${outcome}`;
    const aim = on(target, isOpen, (held) => {
      return { kind: 'report', id: held.id, claimId: claimOf(held, isOwn), outcome };
    });
    return { text, aim };
  });

const sweeps = fc.constant<Intent>({ text: 'sweep', aim: () => ({ kind: 'sweep' }) });

const activations = fc
  .record({ policy: fc.nat(POLICIES.length - 1), atStart: fc.nat(5).map((number) => number === 0) })
  .map(({ policy, atStart }): Intent => {
    const text = `activation of \`${POLICIES[policy]?.name}\`${atStart ? ' at start' : ''}`;
    const aim: Intent['aim'] = (_, believes) => {
      return { kind: 'activate', policy, from: atStart ? undefined : believes };
    };
    return { text, aim };
  });

const halts = fc
  .record({ agent: fc.constantFrom(...AGENTS), cancelPending: fc.boolean() })
  .map((one): Intent => {
    const text = `halt of ${one.agent ?? 'everything'}${one.cancelPending ? ', and of what waits' : ''}`;
    return { text, aim: () => ({ kind: 'halt', ...one }) };
  });

/** Mostly of what is halted. */
const resumptions = fc
  .record({ agent: fc.constantFrom(...AGENTS), any: fc.nat(9).map((number) => number === 0) })
  .map(({ agent, any }): Intent => {
    const text = `resumption of ${any ? (agent ?? 'everything') : 'what is halted'}`;
    const aim: Intent['aim'] = ({ halted }) => {
      const [one] = any ? [agent] : halted;
      return one === undefined ? undefined : { kind: 'resume', agent: one };
    };
    return { text, aim };
  });

/** Anything that can be done to a service. */
export const intents = fc.oneof(
  { arbitrary: requests, weight: 5 },
  { arbitrary: votes, weight: 12 },
  { arbitrary: claims, weight: 6 },
  { arbitrary: reports, weight: 3 },
  { arbitrary: activations, weight: 2 },
  { arbitrary: renewals, weight: 2 },
  { arbitrary: withdrawals, weight: 1 },
  { arbitrary: sweeps, weight: 1 },
  { arbitrary: reclaims, weight: 3 },
  { arbitrary: halts, weight: 2 },
  { arbitrary: resumptions, weight: 5 },
);

interface Target {
  readonly back: number;
  readonly any: boolean;
}

export const targets: fc.Arbitrary<Target> = target;

export const nameOf = ({ back, any }: Target): string => `request -${back}${any ? ' of all' : ''}`;

/** The request that is meant. */
export function findTarget(
  state: State,
  { back, any }: Target,
  fits: (held: Held) => boolean,
): Held | undefined {
  const all = [...state.held.values()].reverse();
  const among = any ? all : all.filter(fits);
  return among[back % Math.max(1, among.length)];
}

function on(
  target: Target,
  fits: (held: Held) => boolean,
  act: (held: Held) => Act,
): Intent['aim'] {
  return (state) => {
    const held = findTarget(state, target, fits);
    return held === undefined ? undefined : act(held);
  };
}

export const isPending = ({ end }: Held): boolean => end.status === 'pending';
const isClaimable = ({ run }: Held): boolean => run.status === 'unclaimed';
const isExecuting = ({ run }: Held): boolean => run.status === 'executing';
const isOpen = ({ run }: Held): boolean => run.status === 'executing' || run.status === 'ambiguous';

const claimOf = ({ run }: Held, isOwn: boolean): string =>
  isOwn && 'claimId' in run ? run.claimId : 'clm_nobody';
