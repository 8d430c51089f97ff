/** What a verdict says beside its decision: the rule it names, its message, its terms and its errors. */
import type { Approval, Decided } from '../../../src/policy/decision.ts';
import {
  applies,
  decideOver,
  fallbackOf,
  governing,
  type ModelDocument,
  type ModelRule,
} from './combine.ts';
import { defaultTerms, type ModelTerms, mergeTerms } from './terms.ts';

export interface RuleFacts extends ModelRule {
  /** Tells the rule from every other. */
  readonly key: string;
  /** It asks nothing but the tool's name. */
  readonly unconditional: boolean;
  /** An error for each of its parts that errs. */
  readonly errors: readonly string[];
  readonly message: string | undefined;
  readonly terms: ModelTerms;
}

export interface DocumentFacts extends ModelDocument<RuleFacts> {
  /** Tells the document's default from every other. */
  readonly defaultKey: string;
  readonly onPolicyChange: 'resolve' | 'hold';
  /** What is reported where it cannot be told whether the document governs. */
  readonly scopeError: string;
}

export interface ExpectedVerdict {
  readonly decision: Decided;
  readonly named: string | undefined;
  readonly message: string | undefined;
  readonly approval: Approval | undefined;
  /** Every error that must be listed. */
  readonly errors: ReadonlySet<string>;
  /** Errors that may be listed: a block that certainly applies ends the search. */
  readonly mayList: ReadonlySet<string>;
}

interface Standing {
  readonly certain: readonly RuleFacts[];
  readonly possible: readonly RuleFacts[];
  readonly errors: readonly string[];
}

/** @param all the documents that count, in order of their files */
export function expectedVerdict(all: readonly DocumentFacts[]): ExpectedVerdict {
  const documents = governing(all);
  const decision = decideOver(documents);
  const standing = (kind: ModelRule['kind']): Standing => {
    const rules = documents.flatMap(({ rules: each, governs, scopeError }) =>
      each
        .filter((rule) => rule.kind === kind)
        .map((rule) => ({ rule, outcome: applies(rule, governs), governs, scopeError })),
    );
    const erring = rules.filter(({ outcome }) => outcome === 'error');
    return {
      certain: rules.filter(({ outcome }) => outcome === true).map(({ rule }) => rule),
      possible: erring.map(({ rule }) => rule),
      errors: erring.flatMap(({ rule, governs, scopeError }) => [
        ...rule.errors,
        ...(governs === 'error' ? [scopeError] : []),
      ]),
    };
  };
  const blocks = standing('block');
  const approvals = standing('approval');
  const allows = standing('allow');
  const fallback = fallbackOf(documents);
  const scopeErrors = documents
    .filter(({ governs, default: own }) => governs === 'error' && own !== 'allow')
    .map(({ scopeError }) => scopeError);

  const verdict = (
    named: RuleFacts | undefined,
    terms: readonly ModelTerms[],
    errors: readonly string[],
    mayList: readonly string[] = [],
  ): ExpectedVerdict => ({
    decision,
    named:
      named?.key ??
      (fallback === 'allow'
        ? undefined
        : documents.find((one) => one.default === fallback)?.defaultKey),
    message: named?.message,
    approval: decision === 'require_approval' ? mergeTerms(terms) : undefined,
    errors: new Set([...scopeErrors, ...errors]),
    mayList: new Set([...scopeErrors, ...errors, ...mayList]),
  });

  const block = first(blocks.certain);
  if (block !== undefined) return verdict(block, [], [], blocks.errors);
  if (blocks.possible.length > 0) return verdict(blocks.possible[0], [], blocks.errors);

  const held = [...approvals.certain, ...approvals.possible];
  const terms = held.map((rule) => rule.terms);
  if (approvals.certain.length > 0) return verdict(held[0], terms, approvals.errors);

  const allow = fallback === 'allow' ? undefined : first(allows.certain);
  const errors = [...approvals.errors, ...(fallback === 'allow' ? [] : allows.errors)];
  if (held.length > 0 && (fallback === 'allow' || allow !== undefined)) {
    return verdict(held[0], terms, approvals.errors, allows.errors);
  }
  if (allow !== undefined) return verdict(allow, [], approvals.errors, allows.errors);
  const decisive = documents.filter((one) => one.default === fallback);
  const ofDefault = defaultTerms(decisive.map(({ onPolicyChange }) => onPolicyChange));
  return verdict(undefined, [ofDefault, ...terms], errors);
}

/** Of several rules that apply, one that asks nothing is named before one that had to be asked. */
const first = (rules: readonly RuleFacts[]): RuleFacts | undefined =>
  rules.find((rule) => rule.unconditional) ?? rules[0];
