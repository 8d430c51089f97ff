/** `assent`: all of `assent/engine`, and policies that are loaded from files and follow them. */

export { type HumanOptions, renderHuman } from './diagnostics/render-human.ts';
export { SourceText } from './diagnostics/source-text.ts';
export {
  type AgentReference,
  type Approval,
  type ApprovalTerms,
  type Call,
  type CompileOptions,
  type CompileResult,
  compilePolicy,
  DECISIONS,
  type Decided,
  type Decision,
  type DecisionError,
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  type Escalation,
  type Explanation,
  type JsonObject,
  type Location,
  type NamedText,
  type PartExplanation,
  type Policy,
  type PolicyDocument,
  type PolicySource,
  type PolicySources,
  type Requirement,
  type RuleExplanation,
  type RuleReference,
  type RunReference,
  type Severity,
  type StepExplanation,
  type ToolReference,
  toWire,
  type Verdict,
} from './engine.ts';
export { type LoadOptions, loadPolicy, PolicyError } from './policy/files/load.ts';
export type { PolicyChange } from './policy/files/policy-change.ts';
export { type PolicyWatcher, type WatchEvents, watchPolicy } from './policy/files/watch.ts';
