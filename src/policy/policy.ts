import { agentId, type Call, isObject, toolName } from './call.ts';
import type { Decision } from './decision.ts';
import { DecisionFrame } from './decision-frame.ts';
import type { PolicyDocument } from './document/policy-document.ts';
import { type Explanation, explainRules } from './explain.ts';
import { isName, malformedDecision, unreadableDecision } from './malformed.ts';
import { describeRules } from './tool-rules.ts';
import type { DecisionTree } from './tree/decision-tree.ts';
import type { Leaf } from './tree/leaf.ts';
import type { PolicySources } from './version.ts';

/** A compiled policy set. Immutable: a changed policy is another `Policy`. */
export class Policy {
  /** `sha256:` of the names and contents of the documents and catalogs, and of nothing else. */
  readonly version: string;
  /** In file name order. */
  readonly documents: readonly PolicyDocument[];
  /** What it was compiled from; compiled again, it gives a policy of the same version. */
  readonly sources: PolicySources;
  readonly #tree: DecisionTree;
  /** Present where it does not matter which agent calls. */
  readonly #leaves: ReadonlyMap<string, Leaf> | undefined;
  readonly #clock: () => number;
  readonly #steps: number;
  readonly #frame: DecisionFrame;
  /** While the frame is taken: a decision inside a decision gets its own. */
  #busy = false;

  constructor(
    documents: readonly PolicyDocument[],
    tree: DecisionTree,
    sources: PolicySources,
    version: string,
    clock: () => number,
    steps: number,
  ) {
    this.version = version;
    this.documents = documents;
    this.sources = sources;
    this.#tree = tree;
    this.#leaves = tree.everyonesLeaves;
    this.#clock = clock;
    this.#steps = steps;
    this.#frame = new DecisionFrame(clock, steps);
  }

  /**
   * Decides a call. Synchronous, without I/O; reads the clock only if a condition names `now`. Never
   * throws: a call that is malformed, or that throws when it is read, is blocked with the error
   * `call/malformed`.
   */
  decide(call: Call): Decision {
    if (this.#busy) return this.#decideApart(call, this.#clock);
    this.#busy = true;
    try {
      const decision = this.#decide(call, this.#frame);
      this.#busy = false;
      return decision;
    } catch {
      this.#busy = false;
      return unreadableDecision(this.version);
    }
  }

  /**
   * Decides a call as it would have been decided at another time.
   *
   * @param now what conditions that name `now` see, in milliseconds since the Unix epoch
   */
  decideAt(call: Call, now: number): Decision {
    return this.#decideApart(call, () => now);
  }

  /** Decides a call in a frame of its own. */
  #decideApart(call: Call, clock: () => number): Decision {
    try {
      return this.#decide(call, new DecisionFrame(clock, this.#steps));
    } catch {
      return unreadableDecision(this.version);
    }
  }

  // short, so that it can become a part of the code that calls it
  #decide(call: Call, frame: DecisionFrame): Decision {
    if (isObject(call)) {
      const name = toolName(call);
      const { param } = call;
      if (isName(name) && (param === undefined || isObject(param))) {
        const leaf = this.#leaves?.get(name) ?? this.#leafFor(call, name);
        if (leaf !== undefined) {
          if (leaf.constant !== undefined) return leaf.constant;
          frame.take(call, name, param);
          return leaf.decide(frame);
        }
      }
    }
    return malformedDecision(call, this.version);
  }

  /** `undefined` when the agent's id is too long to be matched. */
  #leafFor(call: Call, tool: string): Leaf | undefined {
    const agent = this.#leaves === undefined ? agentId(call) : undefined;
    if (agent !== undefined && !isName(agent)) return undefined;
    return this.#tree.leaf(agent, tool);
  }

  /** See `describeRules`. */
  describeRules(tool: string): string {
    return describeRules(this.documents, this.#tree.rulesNaming(tool));
  }

  /**
   * The same decision with every rule that names the tool, why it did or did not apply, and the value of
   * each part of its conditions. Slower than `decide` by orders of magnitude; never throws.
   */
  explain(call: Call): Explanation {
    const decision = this.decide(call);
    if (decision.errors[0]?.code === 'call/malformed') return { ...decision, rules: [] };
    try {
      const name = toolName(call) ?? '';
      const frame = new DecisionFrame(this.#clock, this.#steps);
      frame.take(call, name, call.param);
      const rules = this.#tree.rulesFor(agentId(call), name);
      return { ...decision, rules: explainRules(rules, name, frame) };
    } catch {
      return { ...decision, rules: [] };
    }
  }
}
