import type { DiagnosticCode } from '../diagnostics/code.ts';
import type { Location } from '../diagnostics/source-text.ts';
import type { Decided } from './decided.ts';
import type { Escalation, RuleKind } from './document/policy-document.ts';

export { DECISIONS, type Decided, rankOf } from './decided.ts';

/** What a policy set says of one call. Immutable; may be shared between calls. */
export interface Decision extends Verdict {
  /** `monitor` when every document that governs the call is monitored: nothing may be held or refused. */
  readonly mode: 'enforce' | 'monitor';
  /** What would bind if monitored documents were enforced; present when one governs the call. */
  readonly wouldBe?: Verdict;
  /** Present where a halt blocks the call, whatever policies say. */
  readonly halted?: true;
  /** `sha256:` of the names and contents of the documents and catalogs that decided. */
  readonly policyVersion: string;
}

/** A decision with what led to it. */
export interface Verdict {
  readonly decision: Decided;
  /** The rule that decided; absent where nothing matched and the default allows, or no document governs. */
  readonly rule?: RuleReference;
  /** The rule's message with its expressions filled in: plain text from a policy and an agent, never markup. */
  readonly message?: string;
  /** Present exactly when `decision` is `require_approval`. */
  readonly approval?: Approval;
  /** Conditions that could not be evaluated; each made the decision stricter or left it as it was. */
  readonly errors: readonly DecisionError[];
}

/** Which rule decided and where it stands. Lines and columns count from 1. */
export interface RuleReference {
  /** The document's name. */
  readonly policy: string;
  readonly kind: RuleKind | 'default';
  /** Absent for a default. */
  readonly pattern?: string;
  readonly condition?: string;
  readonly file: string;
  /** Absent for a default that the document does not spell out. */
  readonly line?: number;
  readonly column?: number;
}

/** What has to happen before the call may run. */
export interface Approval {
  readonly timeoutMs: number;
  readonly onRejection: 'fail' | 'continue';
  readonly allowSelfApproval: boolean;
  /** Every one must be met. */
  readonly requirements: readonly Requirement[];
  readonly escalations: readonly Escalation[];
  /** Channel names; empty for every default channel. */
  readonly notify: readonly string[];
  /** `hold` when any of the rules says so: a later policy that allows the call leaves it held. */
  readonly onPolicyChange: 'resolve' | 'hold';
}

export interface Requirement {
  /** `user:` and `group:` references; empty for anyone whose role may approve. */
  readonly approvers: readonly string[];
  /** How many distinct people. */
  readonly quorum: number;
}

/** Something that could not be told about a call, and where. */
export interface DecisionError {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Absent for a malformed call. */
  readonly rule?: RuleReference;
  /** The part of the condition that erred. */
  readonly span?: Location;
}
