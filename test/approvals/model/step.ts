import type { Act, Answer } from './act.ts';
import type { AgentName } from './calls.ts';
import { WHO_HALTS } from './people.ts';
import { type Held, type State, withHeld } from './state.ts';
import * as transitions from './transitions.ts';

const THIRTY_DAYS = 30 * 86_400_000;

export interface Step {
  readonly state: State;
  readonly answer: Answer;
}

/**
 * What an act makes of the state, and what it should be answered.
 *
 * @param names ids that the model cannot know: of the request or the claim that was made, if one was
 */
export function step(state: State, act: Act, names: Answer): Step {
  switch (act.kind) {
    case 'request':
      return request(state, act, names.id ?? 'none');
    case 'sweep':
      return { state: swept(state), answer: { says: 'done' } };
    case 'activate':
      return activate(state, act.policy, act.from);
    case 'halt':
      return halt(state, act.agent, act.cancelPending);
    case 'resume':
      return resume(state, act.agent);
    default:
      return change(state, act, names.claimId ?? 'none');
  }
}

/** Time goes on to a moment; every request is brought up to date with it. */
export function passTime(state: State, now: number): State {
  const { active } = state;
  if (active === undefined) return { ...state, now };
  const held = new Map<string, Held>();
  for (const [id, one] of state.held) held.set(id, transitions.settled(one, now, active));
  return { ...state, now, held };
}

function request(state: State, act: Extract<Act, { kind: 'request' }>, id: string): Step {
  const { now } = state;
  const active = activeOf(state);
  const { want, key, requesters } = act;
  if (isHalted(state, want.agent)) return { state, answer: { says: 'halted' } };
  if (key !== null && act.mode === 'enforce') {
    const known = [...state.held.values()].findLast(
      (held) =>
        held.key === key && held.want.agent === want.agent && now - held.createdAt <= THIRTY_DAYS,
    );
    if (known !== undefined) {
      if (known.want.call !== want.call) {
        return { state, answer: { says: 'approval/idempotency-conflict' } };
      }
      const joined = transitions.join({ ...known, mayLag: false }, requesters);
      return { state: withHeld(state, joined), answer: { says: 'held', id: known.id } };
    }
  }
  const says = transitions.saysOf(active, want.call, now);
  if (typeof says === 'string') return { state, answer: { says } };
  if (act.mode === 'monitor') return { state, answer: { says: 'require_approval' } };
  if (state.held.has(id)) return { state, answer: { says: 'held', id: 'a new one' } };
  const held: Held = {
    id,
    want,
    key,
    requesters,
    createdAt: now,
    deadline: now + says.timeoutMs,
    onRejection: says.onRejection,
    hold: says.hold,
    ask: says,
    escalated: new Set(),
    votes: {},
    end: { status: 'pending' },
    run: { status: 'waiting' },
    mayLag: false,
  };
  return { state: withHeld(state, held), answer: { says: 'held', id } };
}

function activate(state: State, policy: number, from: number | undefined): Step {
  if (policy === state.active) return { state, answer: { says: 'active-already' } };
  if (state.everActive.has(policy) && (from === undefined || from !== state.active)) {
    return { state, answer: { says: 'superseded' } };
  }
  const held = new Map<string, Held>();
  for (const [id, one] of state.held) {
    const pending = one.end.status === 'pending';
    held.set(id, pending ? transitions.follow(one, policy, state.now) : one);
  }
  return {
    state: {
      ...state,
      active: policy,
      everActive: new Set(state.everActive).add(policy),
      activations: state.activations + 1,
      held,
    },
    answer: { says: 'activated' },
  };
}

function halt(state: State, agent: AgentName, cancelPending: boolean): Step {
  const next = { ...state, halted: new Set(state.halted).add(agent) };
  if (!cancelPending) return { state: next, answer: { says: 'halted', cancelled: 0 } };
  const held = new Map<string, Held>();
  let cancelled = 0;
  for (const [id, one] of state.held) {
    const found = transitions.ripened(one, state.now, activeOf(state));
    const isMeant = agent === null || one.want.agent === agent;
    const outcome = transitions.withdraw(found, WHO_HALTS, activeOf(state));
    if (!isMeant || one.end.status !== 'pending') held.set(id, one);
    else {
      held.set(id, outcome.held);
      if (outcome.conflict === undefined) cancelled += 1;
    }
  }
  return { state: { ...next, held }, answer: { says: 'halted', cancelled } };
}

function resume(state: State, agent: AgentName): Step {
  const halted = new Set(state.halted);
  const says = halted.delete(agent) ? 'resumed' : 'not-halted';
  return { state: { ...state, halted }, answer: { says } };
}

const isHalted = ({ halted }: State, agent: AgentName): boolean =>
  halted.has(null) || (agent !== null && halted.has(agent));

type Change = Exclude<Act, { kind: 'request' | 'sweep' | 'activate' | 'halt' | 'resume' }>;

function change(state: State, act: Change, claimId: string): Step {
  const held = state.held.get(act.id);
  if (held === undefined) return { state, answer: { says: 'approval/not-found' } };
  const found = transitions.ripened(held, state.now, activeOf(state));
  const outcome = changed(state, found, act, claimId);
  const next = withHeld(state, { ...outcome.held, mayLag: false });
  if (outcome.conflict !== undefined) return { state: next, answer: { says: outcome.conflict } };
  return {
    state: next,
    answer: answerTo(act, claimId),
  };
}

function answerTo(act: Change, claimId: string): Answer {
  if (act.kind === 'claim') return { says: 'done', claimId };
  return act.kind === 'reclaim' ? { says: 'done', claimId: act.claimId } : { says: 'done' };
}

function changed(state: State, held: Held, act: Change, claimId: string): transitions.Outcome {
  const { now } = state;
  const active = activeOf(state);
  switch (act.kind) {
    case 'vote':
      return transitions.vote(held, act.person, act.choice, now, active);
    case 'withdraw':
      return transitions.withdraw(held, act.by, active);
    case 'claim':
    case 'reclaim': {
      const same = held.want.call === act.want.call && held.want.agent === act.want.agent;
      const halted = isHalted(state, held.want.agent);
      const name = act.kind === 'claim' ? claimId : act.claimId;
      return transitions.claim(held, same, halted, name, act.leaseMs, now, active);
    }
    case 'renew':
      return transitions.renew(held, act.claimId, act.leaseMs, now);
    case 'report':
      return transitions.report(held, act.claimId, act.outcome);
  }
}

function swept(state: State): State {
  const held = new Map<string, Held>();
  for (const [id, one] of state.held) {
    held.set(id, { ...transitions.ripened(one, state.now, activeOf(state)), mayLag: false });
  }
  return { ...state, held };
}

function activeOf({ active }: State): number {
  if (active === undefined) throw new Error('no policy is active yet');
  return active;
}
