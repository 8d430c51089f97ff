import type { Excerpt } from '../../diagnostics/excerpt.ts';
import type { Location } from '../../diagnostics/source-text.ts';
import type { Decided } from '../decided.ts';

/**
 * One policy file after validation: what it says, with where it says it. Plain data without YAML
 * nodes or functions, so that a large set can be read on another thread.
 */
export interface PolicyDocument {
  /** The file's name as the loader gave it; ordering and `policyVersion` use it. */
  readonly file: string;
  /** `name:`, or the file's stem. */
  readonly name: string;
  readonly mode: 'enforce' | 'monitor';
  readonly default: Decided;
  /** Where `default:` stands; `undefined` where the document does not spell it out. */
  readonly defaultLocation: Location | undefined;
  /** Which agents the document governs; `undefined` for all. */
  readonly agents: AgentScope | undefined;
  /** Path of the catalog as written, with its place. */
  readonly catalog: Excerpt | undefined;
  readonly onPolicyChange: 'resolve' | 'hold';
  readonly redact: readonly string[];
  /** In source order. */
  readonly blocks: readonly RuleBlock[];
}

/** Globs on `agent.id`; an agent definition file names one agent literally. */
export type AgentScope =
  | { readonly kind: 'globs'; readonly globs: readonly string[] }
  | { readonly kind: 'literal'; readonly id: string };

/** The keys under which blocks stand. */
export const RULE_KINDS = ['approval', 'block', 'allow'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** One `approval:`, `block:` or `allow:` block. */
export interface RuleBlock {
  readonly kind: RuleKind;
  /** The gated tools, in source order. A block with `when` alone has one entry with pattern `*`. */
  readonly entries: readonly RuleEntry[];
  readonly except: readonly RuleEntry[];
  readonly when: Excerpt | undefined;
  readonly message: Excerpt | undefined;
  /** Present on `approval` blocks only. */
  readonly terms: ApprovalTerms | undefined;
}

/** One line of `tools:` or `except:`: a pattern, gated always or when its condition holds. */
export interface RuleEntry {
  readonly pattern: string;
  readonly condition: Excerpt | undefined;
  /** Where the pattern stands; for a block with `when` alone, where `when` stands. */
  readonly location: Location;
}

/** What an approval asks for. Times are milliseconds. */
export interface ApprovalTerms {
  readonly timeoutMs: number;
  readonly onRejection: 'fail' | 'continue';
  readonly allowSelfApproval: boolean;
  /** `user:` and `group:` references; empty for anyone whose role may approve. */
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly escalations: readonly Escalation[];
  /** Channel names; empty for every default channel. */
  readonly notify: readonly string[];
}

export interface Escalation {
  readonly afterMs: number;
  readonly to: readonly string[];
}

/** The terms where a policy says nothing: 30 minutes, fail, anyone, one person. */
export const DEFAULT_TERMS: ApprovalTerms = Object.freeze({
  timeoutMs: 30 * 60_000,
  onRejection: 'fail',
  allowSelfApproval: false,
  approvers: Object.freeze([]),
  quorum: 1,
  escalations: Object.freeze([]),
  notify: Object.freeze([]),
});
