import fc, { type AsyncCommand } from 'fast-check';
import { believes, doAll, lookAtRipe, type Model } from './at-once.ts';
import { boundaries, keyEnds } from './compare.ts';
import { findTarget, type Intent, intents, isPending, nameOf, targets } from './intent.ts';
import { broken } from './invariants.ts';
import { POLICIES } from './policies.ts';
import { initialState } from './state.ts';
import { passTime } from './step.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

type Command = AsyncCommand<Model, World>;

const NODES = 2;
const node = fc.nat(NODES - 1);

/** One thing after the other: what somebody does, and the invariants after it. */
abstract class Checked implements Command {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  check(_: Readonly<Model>): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    const complaints = await this.happen(model, world);
    const [settled] = await lookAtRipe([model.state], world);
    if (settled !== undefined) model.state = settled;
    if (complaints.length === 0) complaints.push(...(await broken(world, model.state)));
    if (complaints.length > 0) throw new Error(complaints.slice(0, 8).join('\n'));
  }

  toString(): string {
    return this.text;
  }

  protected abstract happen(model: Model, world: World): Promise<string[]>;
}

/** What somebody does at a node, or two at once. */
class Doing extends Checked {
  readonly intents: readonly (readonly [number, Intent])[];

  constructor(...intents: readonly (readonly [number, Intent])[]) {
    super(intents.map(([at, { text }]) => `node ${at}: ${text}`).join(' || '));
    this.intents = intents;
  }

  override check(model: Readonly<Model>): boolean {
    return this.intents.every(([, { aim }]) => aim(model.state, undefined) !== undefined);
  }

  protected happen(model: Model, world: World): Promise<string[]> {
    const acts = this.intents.flatMap(
      ([at, { aim }]) => aim(model.state, believes(world, at)) ?? [],
    );
    return doAll(
      acts,
      this.intents.map(([at]) => at),
      model,
      world,
    );
  }
}

/** What time is measured from: what happens next, the end of an idempotency key, or now. */
type From = 'boundary' | 'key' | 'now';

/** Time goes on: to a moment when something changes or just beside it, or by some milliseconds. */
class TimePasses extends Checked {
  readonly from: From;
  readonly nth: number;
  readonly ms: number;

  /** @param nth which of the coming moments is meant */
  constructor(from: From, nth: number, ms: number) {
    super(`time passes to ${from}${from === 'now' ? '' : ` ${nth}`} + ${ms} ms`);
    this.from = from;
    this.nth = nth;
    this.ms = ms;
  }

  protected async happen(model: Model, world: World): Promise<string[]> {
    const { state } = model;
    const coming = { boundary: boundaries, key: keyEnds, now: () => [] }[this.from](state);
    const to = (coming[this.nth % Math.max(1, coming.length)] ?? state.now) + this.ms;
    const wrong = world.clock.advanceTo(Math.max(state.now, to));
    model.state = passTime(state, world.clock.now());
    return wrong === undefined ? [] : [wrong];
  }
}

class ClockJumps extends Checked {
  readonly ms: number;

  constructor(ms: number) {
    super(`the system's clock jumps by ${ms} ms`);
    this.ms = ms;
  }

  protected async happen(_: Model, world: World): Promise<string[]> {
    const wrong = world.clock.jump(this.ms);
    return wrong === undefined ? [] : [wrong];
  }
}

/** A node ends, and another one starts in its stead, with files of its own. */
class Restarts extends Checked {
  readonly at: number;
  readonly policy: number;
  readonly adopts: boolean;

  constructor(at: number, policy: number, adopts: boolean) {
    super(
      `node ${at} restarts with \`${POLICIES[policy]?.name}\`${adopts ? '' : ', and looks at no policy'}`,
    );
    this.at = at;
    this.policy = policy;
    this.adopts = adopts;
  }

  protected async happen(model: Model, world: World): Promise<string[]> {
    await world.restart(this.at, this.policy);
    if (!this.adopts) return [];
    const act = { kind: 'activate', policy: this.policy, from: undefined } as const;
    const complaints = await doAll([act], [this.at], model, world);
    if (believes(world, this.at) !== model.state.active)
      complaints.push('the node goes its own way');
    return complaints;
  }
}

class Waits extends Checked {
  readonly at: number;
  readonly target: Parameters<typeof nameOf>[0];

  constructor(at: number, target: Parameters<typeof nameOf>[0]) {
    super(`node ${at}: somebody waits for ${nameOf(target)}`);
    this.at = at;
    this.target = target;
  }

  override check({ state }: Readonly<Model>): boolean {
    return state.held.size > 0;
  }

  protected async happen(model: Model, world: World): Promise<string[]> {
    const held = findTarget(model.state, this.target, isPending);
    if (held !== undefined) world.wait(this.at, held.id);
    return [];
  }
}

const SECOND = 1_000;
const DAY = 86_400_000;

const doing = fc.tuple(node, intents).map((one): Command => new Doing(one));
const racing = fc
  .tuple(fc.tuple(node, intents), fc.tuple(node, intents))
  .map(([a, b]): Command => new Doing(a, b));
const boundary = fc
  .tuple(fc.constantFrom(0, 0, 0, 0, 1, 2, 3), fc.constantFrom(-1, 0, 0, 1))
  .map(([nth, ms]): Command => new TimePasses('boundary', nth, ms));
const passing = fc
  .oneof(
    { arbitrary: fc.nat(40 * SECOND), weight: 2 },
    { arbitrary: fc.nat(700 * SECOND), weight: 1 },
  )
  .map((ms): Command => new TimePasses('now', 0, ms));
const keyEnding = fc
  .tuple(fc.nat(1), fc.constantFrom(-1, 0, 0, 1))
  .map(([nth, ms]): Command => new TimePasses('key', nth, ms));
const jumping = fc
  .constantFrom(-DAY, DAY, -3_600_000, 60_000, -5_000)
  .map((ms): Command => new ClockJumps(ms));
const policy = fc.nat(POLICIES.length - 1);
const restarting = fc
  .tuple(node, policy, fc.boolean())
  .map(([at, index, adopts]): Command => new Restarts(at, index, adopts));
const waiting = fc.tuple(node, targets).map(([at, target]): Command => new Waits(at, target));

/** In the weights of a history. */
const KINDS: readonly (readonly [number, fc.Arbitrary<Command>])[] = [
  [40, doing],
  [12, racing],
  [6, boundary],
  [3, passing],
  [1, keyEnding],
  [1, jumping],
  [2, restarting],
  [3, waiting],
];

/** Histories of commands. */
export const histories = (maxCommands: number): fc.Arbitrary<Iterable<Command>> =>
  fc.commands(
    KINDS.flatMap(([weight, kind]) => Array.from({ length: weight }, () => kind)),
    { maxCommands, size: 'max' },
  );

/** Where every history begins: one node has made its policy the active one, the other believes in another. */
export async function begin(world: World, tally: Tally): Promise<Model> {
  const model: Model = { state: initialState(world.clock.now()), tally };
  const act = { kind: 'activate', policy: FIRST, from: undefined } as const;
  const complaints = await doAll([act], [0], model, world);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return model;
}

const FIRST = 0;
/** What the two nodes start with. */
export const BELIEFS: readonly number[] = [FIRST, 3];
