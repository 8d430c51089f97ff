import type { PolicyDocument } from '../document/policy-document.ts';
import type { Rule } from '../rules/rule.ts';
import { type Governance, type Governs, governanceOf, type ScopedDocument } from './governance.ts';
import { Leaf, makeRuling } from './leaf.ts';
import { ToolIndex } from './tool-index.ts';

/** One reading of which documents govern, with its leaves. Agents that are governed alike share it. */
interface Branch {
  readonly binding: Governance;
  readonly whole: Governance | undefined;
  readonly leaves: Map<string, Leaf>;
  /** The same leaves by what is in them: names that meet the same rules share one. */
  readonly shared: Map<string, Leaf>;
  /** The leaf of every tool that no rule names. */
  readonly unmatched: Leaf;
}

/** Tool names kept beyond those that the policy spells out, and agents remembered. */
const REMEMBERED = 10_000;

/** Rules that the leaves kept may hold together, each some hundred bytes: a pattern may reach every name. */
const MAX_LEAF_RULES = 500_000;

/** Different readings of which documents govern that are kept. */
const MAX_BRANCHES = 256;

/**
 * The rules of a policy set, found by agent and tool. Immutable but for what it remembers: a branch for
 * each way in which documents govern agents, a leaf for each tool name asked. Both are bounded, since
 * agents choose the names.
 */
export class DecisionTree {
  readonly #documents: readonly ScopedDocument[];
  readonly #index = new ToolIndex<Rule>();
  readonly #policyVersion: string;
  readonly #everyone: Branch | undefined;
  readonly #branches = new Map<string, Branch>();
  readonly #branchOfAgent = new Map<string | undefined, Branch>();
  readonly #maxLeaves: number;
  #leaves = 0;
  #leafRules = 0;

  /**
   * @param rules in (file name, position) order
   */
  constructor(documents: readonly ScopedDocument[], rules: readonly Rule[], policyVersion: string) {
    this.#documents = documents;
    this.#policyVersion = policyVersion;
    for (const rule of rules) this.#index.add(rule.pattern, rule);
    this.#maxLeaves = 4 * this.#index.exactNames + REMEMBERED;
    this.#everyone = documents.some(({ scoped }) => scoped) ? undefined : this.#grow(undefined);
  }

  /** The leaves at hand where it does not matter which agent calls: a look here saves the way to them. */
  get everyonesLeaves(): ReadonlyMap<string, Leaf> | undefined {
    return this.#everyone?.leaves;
  }

  /** @param agentId `undefined` when the call names none */
  leaf(agentId: string | undefined, tool: string): Leaf {
    const branch = this.#everyone ?? this.#branchFor(agentId);
    return branch.leaves.get(tool) ?? this.#growLeaf(branch, tool);
  }

  /** Every rule whose pattern matches the tool, in order, with whether its document governs the agent. */
  rulesFor(agentId: string | undefined, tool: string): { rule: Rule; governs: Governs }[] {
    return this.rulesNaming(tool).map((rule) => ({
      rule,
      governs: this.#documents[rule.document]?.governs(agentId) ?? 'no',
    }));
  }

  /** Every rule whose pattern matches the tool, in order. */
  rulesNaming(tool: string): Rule[] {
    return this.#index.find(tool).sort((a, b) => a.order - b.order);
  }

  #branchFor(agentId: string | undefined): Branch {
    const known = this.#branchOfAgent.get(agentId);
    if (known !== undefined) return known;
    const branch = this.#grow(agentId);
    if (this.#branchOfAgent.size >= REMEMBERED) this.#branchOfAgent.clear();
    this.#branchOfAgent.set(agentId, branch);
    return branch;
  }

  #grow(agentId: string | undefined): Branch {
    const governs = this.#documents.map((document) => document.governs(agentId));
    const key = governs.join();
    let branch = this.#branches.get(key);
    if (branch === undefined) {
      if (this.#branches.size >= MAX_BRANCHES) this.#forget();
      branch = this.#makeBranch(governs);
      this.#branches.set(key, branch);
    }
    return branch;
  }

  #makeBranch(governs: readonly Governs[]): Branch {
    const governing = this.#documents.filter((_, index) => governs[index] !== 'no');
    const monitored = governing.filter(({ document }) => document.mode === 'monitor').length;
    const mode = monitored > 0 && monitored === governing.length ? 'monitor' : 'enforce';
    const governance = (counts: (document: PolicyDocument) => boolean) =>
      governanceOf(this.#documents, governs, counts, {
        mode,
        policyVersion: this.#policyVersion,
      });
    const binding = governance((document) => document.mode === 'enforce');
    const whole = monitored > 0 ? governance(() => true) : undefined;
    const unmatched = this.#makeLeaf({ binding, whole }, [], '');
    return { binding, whole, leaves: new Map(), shared: new Map(), unmatched };
  }

  #growLeaf(branch: Branch, tool: string): Leaf {
    if (this.#leaves >= this.#maxLeaves || this.#leafRules >= MAX_LEAF_RULES) this.#forget();
    const rules = this.rulesNaming(tool);
    const leaf = rules.length === 0 ? branch.unmatched : this.#sharedLeaf(branch, rules, tool);
    branch.leaves.set(tool, leaf);
    this.#leaves += 1;
    return leaf;
  }

  #sharedLeaf(branch: Branch, rules: readonly Rule[], tool: string): Leaf {
    const key = rules.map((rule) => keyOf(rule, tool)).join();
    let leaf = branch.shared.get(key);
    if (leaf === undefined) {
      leaf = this.#makeLeaf(branch, rules, tool);
      branch.shared.set(key, leaf);
      this.#leafRules += rules.length;
    }
    return leaf;
  }

  #makeLeaf(
    { binding, whole }: Pick<Branch, 'binding' | 'whole'>,
    rules: readonly Rule[],
    tool: string,
  ): Leaf {
    const ruling = (governance: Governance) => makeRuling(rules, tool, this.#documents, governance);
    return new Leaf(ruling(binding), whole && ruling(whole));
  }

  #forget(): void {
    this.#everyone?.leaves.clear();
    this.#everyone?.shared.clear();
    this.#branches.clear();
    this.#branchOfAgent.clear();
    this.#leaves = 0;
    this.#leafRules = 0;
  }
}

/** Tells the rule, as it stands for one tool, from all others: by which of its exceptions match. */
const keyOf = ({ order, except }: Rule, tool: string): string =>
  `${order}${except.map(({ glob }, index) => (glob.matches(tool) ? `.${index}` : '')).join('')}`;
