import type { Condition } from './condition.ts';
import type { Governance, ScopedDocument } from './governance.ts';
import { type LeafRule, leafRule, SharedEvaluation } from './leaf-rule.ts';
import type { RuleKind } from './policy-document.ts';
import type { Rule } from './rule.ts';
import { Ruling, type Stamp } from './ruling.ts';
import { compareNames } from './version.ts';

/** Everything that can decide one tool's calls under one reading of which documents govern. */
export interface Leaf {
  /** What binds: the enforcing documents alone. */
  readonly binding: Ruling;
  /** All documents as if enforced; present when a monitored document governs. */
  readonly whole: Ruling | undefined;
}

/**
 * The ruling of the rules that reach a tool.
 *
 * @param rules those whose pattern matches the tool, in (file name, position) order
 * @param steps what one decision may spend on conditions
 */
export function makeRuling(
  rules: readonly Rule[],
  tool: string,
  documents: readonly ScopedDocument[],
  governance: Governance,
  stamp: Stamp,
  steps: number,
): Ruling {
  const reaching = rules.flatMap((rule) => {
    const governs = governance.governs[rule.document];
    const exceptions = exceptionsFor(rule, tool);
    if (governs === 'no' || exceptions === 'lifted') return [];
    const scopeError = governs === 'yes' ? undefined : documents[rule.document]?.scopeError;
    return [{ rule, exceptions, scopeError }];
  });
  const evaluation = new SharedEvaluation();
  for (const { rule, exceptions } of reaching) {
    for (const condition of [rule.when, rule.condition, ...exceptions]) evaluation.count(condition);
  }
  const byKind: Record<RuleKind, LeafRule[]> = { block: [], approval: [], allow: [] };
  for (const { rule, exceptions, scopeError } of reaching) {
    byKind[rule.kind].push(leafRule(rule, exceptions, scopeError, evaluation));
  }
  const { fallback, scopeErrors } = governance;
  return new Ruling(byKind, fallback, stamp, scopeErrors, evaluation.slots, steps);
}

/**
 * The conditions under which the rule does not cover the tool; `lifted` when it never does. In the order of
 * their texts: the first that holds ends the asking, and how many steps were spent until then must not
 * depend on the order in which the entries were written.
 */
function exceptionsFor(rule: Rule, tool: string): readonly Condition[] | 'lifted' {
  const conditions: Condition[] = [];
  for (const { glob, condition } of rule.except) {
    if (!glob.matches(tool)) continue;
    if (condition === undefined) return 'lifted';
    conditions.push(condition);
  }
  return conditions.sort((a, b) => compareNames(a.text, b.text));
}
