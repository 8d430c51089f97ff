import { isDeepStrictEqual } from 'node:util';
import type { Act, Answer } from './act.ts';
import { differences } from './compare.ts';
import { perform } from './perform.ts';
import { POLICIES } from './policies.ts';
import type { State } from './state.ts';
import { passTime, step } from './step.ts';
import type { Tally } from './tally.ts';
import { isRipe } from './transitions.ts';
import type { World } from './world.ts';

/** The model as a history goes on. */
export interface Model {
  state: State;
  readonly tally: Tally;
}

/** Does everything at once, and finds an order in which the model would have given the same answers. */
export async function doAll(
  acts: readonly Act[],
  at: readonly number[],
  model: Model,
  world: World,
): Promise<string[]> {
  const answers = await Promise.all(
    acts.map((act, index) => perform(world.node(at[index] ?? 0).service, act)),
  );
  const inOrder = acts.map((_, index) => index);
  const orders = acts.length === 1 ? [inOrder] : [inOrder, [...inOrder].reverse()];
  const explained = orders.map((order) => explain(model.state, acts, answers, order));
  const [only, other] = await lookAtRipe(explained.filter(isState), world);
  if (only === undefined) return explained.filter((one) => typeof one === 'string');
  const wrong = other === undefined ? [] : await unlikeShown(only, world);
  model.state = wrong.length > 0 && other !== undefined ? other : only;
  acts.forEach((act, index) => {
    model.tally.count(`${act.kind}: ${answers[index]?.says}`);
  });
  // what does not fit shows when the invariants are looked at
  return [];
}

const isState = (one: State | string): one is State => typeof one !== 'string';

/** Where an escalation made an earlier vote count, a running service looks at that moment: so does this one. */
export async function lookAtRipe(
  states: readonly State[],
  world: World,
): Promise<readonly State[]> {
  if (!states.some(({ held }) => [...held.values()].some(isRipe))) return states;
  await world.node(0).service.sweep();
  return states.map((state) => step(state, { kind: 'sweep' }, NOTHING).state);
}

const NOTHING: Answer = { says: 'done' };

async function unlikeShown(state: State, world: World): Promise<string[]> {
  const { store } = world.node(0);
  const [requests, active, halts] = await Promise.all([
    store.list({}, 100_000),
    store.activePolicy(),
    store.halts(),
  ]);
  const halted = halts.map(({ agent }) => agent);
  const policy = { policyVersion: active?.version, generation: active?.generation ?? 0 };
  return [...differences(state, { requests, notices: [], nextWake: undefined, halted, ...policy })];
}

/** The state after acts in some order; or where the model would have answered something else. */
function explain(
  state: State,
  acts: readonly Act[],
  answers: readonly Answer[],
  order: readonly number[],
): State | string {
  let now = state;
  for (const index of order) {
    const [act, answer] = [acts[index], answers[index]];
    if (act === undefined || answer === undefined) throw new Error('the order is of these acts');
    const expected = step(now, act, answer);
    if (!isDeepStrictEqual(expected.answer, answer)) {
      const [told, due] = [JSON.stringify(answer), JSON.stringify(expected.answer)];
      return `${act.kind} was answered ${told}, not ${due}`;
    }
    // a new policy may have asked for escalations that are due already
    now = passTime(expected.state, now.now);
  }
  return now;
}

/** The policy that a node decides with, by its place in the list. */
export const believes = (world: World, at: number): number | undefined => {
  const { version } = world.node(at).service.policy;
  const index = POLICIES.findIndex(({ policy }) => policy.version === version);
  return index === -1 ? undefined : index;
};
