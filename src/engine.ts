/**
 * `assent/engine`: compile policy texts, decide calls, explain decisions. Pure, without any built-in
 * module of Node.
 */
export type { DiagnosticCode } from './diagnostics/code.ts';
export { DIAGNOSTIC_CODES } from './diagnostics/code.ts';
export type { Diagnostic, Severity } from './diagnostics/diagnostic.ts';
export type { Location } from './diagnostics/source-text.ts';
export type {
  AgentReference,
  Call,
  JsonObject,
  RunReference,
  ToolReference,
} from './policy/call.ts';
export {
  type CompileOptions,
  type CompileResult,
  compilePolicy,
  type PolicySource,
} from './policy/compile.ts';
export {
  type Approval,
  DECISIONS,
  type Decided,
  type Decision,
  type DecisionError,
  type Requirement,
  type RuleReference,
  type Verdict,
} from './policy/decision.ts';
export type {
  ApprovalTerms,
  Escalation,
  PolicyDocument,
} from './policy/document/policy-document.ts';
export type {
  Explanation,
  PartExplanation,
  RuleExplanation,
  StepExplanation,
} from './policy/explain.ts';
export type { Policy } from './policy/policy.ts';
export type { NamedText, PolicySources } from './policy/version.ts';
export { toWire } from './policy/wire.ts';
