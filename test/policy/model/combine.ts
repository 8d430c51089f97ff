/**
 * The combination rules as a model: slow, small, meant to be read. What it leaves out is
 * the matching of patterns and the evaluation of conditions; those outcomes are given.
 */
import type { Decided } from '../../../src/policy/decision.ts';

/** What a condition says: it holds, it does not, or it cannot be told. */
export type Outcome = boolean | 'error';

export type EffectKind = 'block' | 'approval' | 'allow';

export interface ModelRule {
  readonly kind: EffectKind;
  /** Does the pattern match the tool. */
  readonly matches: boolean;
  readonly when: Outcome;
  readonly condition: Outcome;
  /** One outcome for each `except` entry. */
  readonly except: readonly Outcome[];
}

export interface ModelDocument<Rule extends ModelRule = ModelRule> {
  readonly mode: 'enforce' | 'monitor';
  readonly default: Decided;
  /** `error`: the document names agents and the call names none. */
  readonly governs: Outcome;
  readonly rules: readonly Rule[];
}

export interface Combined {
  readonly decision: Decided;
  /** Present when a monitored document governs, or may govern. */
  readonly wouldBe: Decided | undefined;
  readonly mode: 'enforce' | 'monitor';
}

const EFFECT: Readonly<Record<EffectKind, Decided>> = {
  allow: 'allow',
  approval: 'require_approval',
  block: 'block',
};

const STRICTNESS: Readonly<Record<Decided, number>> = { allow: 0, require_approval: 1, block: 2 };

/** Is `a` at least as strict as `b`. */
export const atLeastAsStrict = (a: Decided, b: Decided): boolean => STRICTNESS[a] >= STRICTNESS[b];

export const strictest = (decisions: readonly Decided[]): Decided =>
  decisions.reduce((a, b) => (atLeastAsStrict(a, b) ? a : b), 'allow');

const and = (...outcomes: readonly Outcome[]): Outcome =>
  outcomes.includes(false) ? false : !outcomes.includes('error') || 'error';

const or = (...outcomes: readonly Outcome[]): Outcome =>
  outcomes.includes(true) || (outcomes.includes('error') ? 'error' : false);

const not = (outcome: Outcome): Outcome => (outcome === 'error' ? 'error' : !outcome);

/** Does the rule apply to the call. */
export const applies = (rule: ModelRule, governs: Outcome): Outcome =>
  and(governs, rule.matches, rule.when, rule.condition, not(or(...rule.except)));

/** The documents that govern the call, or may. */
export const governing = <Document extends ModelDocument>(documents: readonly Document[]) =>
  documents.filter((document) => document.governs !== false);

/** The strictest default of the governing documents; `allow` where none governs. */
export const fallbackOf = (documents: readonly ModelDocument[]): Decided =>
  strictest(governing(documents).map((document) => document.default));

/** What the documents decide: the strictest decision that any reading of the errors allows. */
export function decideOver(documents: readonly ModelDocument[]): Decided {
  const certain: Decided[] = [];
  const possible: Decided[] = [];
  for (const document of governing(documents)) {
    for (const rule of document.rules) {
      const outcome = applies(rule, document.governs);
      if (outcome === true) certain.push(EFFECT[rule.kind]);
      if (outcome === 'error') possible.push(EFFECT[rule.kind]);
    }
  }
  // with every uncertain rule false `base` decides, and one that is true can only add its own effect
  const base = certain.length > 0 ? strictest(certain) : fallbackOf(documents);
  return strictest([base, ...possible]);
}

export const enforced = <Document extends ModelDocument>(documents: readonly Document[]) =>
  documents.filter((document) => document.mode === 'enforce');

/** What binds, what would bind if monitored documents were enforced, and the mode of the whole. */
export function combine(documents: readonly ModelDocument[]): Combined {
  const monitored = governing(documents).filter((document) => document.mode === 'monitor');
  return {
    decision: decideOver(enforced(documents)),
    wouldBe: monitored.length > 0 ? decideOver(documents) : undefined,
    mode:
      monitored.length > 0 && monitored.length === governing(documents).length
        ? 'monitor'
        : 'enforce',
  };
}
