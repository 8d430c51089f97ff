import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/diagnostics/code.ts';
import { readModule } from './imports.ts';
import { ROOT } from './sources.ts';

/** What can be imported from where. Removing or renaming a name breaks programs of other people. */
const DOORS: Readonly<
  Record<string, { readonly source: string; readonly values: string; readonly types: string }>
> = {
  assent: {
    source: 'src/index.ts',
    values: `
      DECISIONS DIAGNOSTIC_CODES PolicyError SourceText compilePolicy loadPolicy renderHuman toWire
      watchPolicy`,
    types: `
      AgentReference Approval ApprovalTerms Call CompileOptions CompileResult Decided Decision
      DecisionError Diagnostic DiagnosticCode Escalation Explanation HumanOptions JsonObject LoadOptions
      Location NamedText PartExplanation Policy PolicyChange PolicyDocument PolicySource PolicySources
      PolicyWatcher Requirement
      RuleExplanation RuleReference RunReference Severity StepExplanation ToolReference Verdict WatchEvents`,
  },
  'assent/engine': {
    source: 'src/engine.ts',
    values: 'DECISIONS DIAGNOSTIC_CODES compilePolicy toWire',
    types: `
      AgentReference Approval ApprovalTerms Call CompileOptions CompileResult Decided Decision
      DecisionError Diagnostic DiagnosticCode Escalation Explanation JsonObject Location NamedText
      PartExplanation Policy PolicyDocument PolicySource PolicySources Requirement RuleExplanation RuleReference RunReference Severity
      StepExplanation ToolReference Verdict`,
  },
  'assent/approvals': {
    source: 'src/approvals/index.ts',
    values: `
      ApprovalTimeoutError BlockedError ConflictError GateError RejectedError StoreError
      UnreachableError createGate isDeclined`,
    types: `
      ApprovalView Approvals AuditAction AuditEvent Clock ConflictCode Declined ExecutionStatus
      ExecutionView FailureMode Gate GateErrorCode GateOptions GatedCall JsonRecord JsonValue
      ListOptions Outcome Passage PolicyInput RequestedCall RequirementProgress Resolution ResolutionCode
      ResolutionStatus Review Reviewer RulingView RunReport Store StoreErrorCode ToolApprovals ToolGate
      VoteView WaitOptions WaitStatus`,
  },
  'assent/client': {
    source: 'src/client/index.ts',
    values: `
      ApprovalTimeoutError Assent BlockedError ConflictError GateError RejectedError ServerProblemError
      UnreachableError isDeclined`,
    types: `
      ApprovalView AssentOptions Declined FailureMode GateErrorCode GatedCall ListOptions Passage
      RemoteApprovals RemoteReview RequestedCall RunReport ToolApprovals ToolGate WaitOptions WaitStatus`,
  },
  'assent/storage': {
    source: 'src/storage/index.ts',
    values: 'StoreError openStore',
    types: `
      ActivePolicy Checkpoint LogEntry LogHead Notice OpenStoreOptions RequestFilter SignedCheckpoint
      Store StoreErrorCode StoreIdentity StoredNotice Transaction WriteOptions`,
  },
  'assent/cel': {
    source: 'src/cel/index.ts',
    values: 'CelError CelMap Duration Optional Timestamp TypeValue Uint compile',
    types: `
      Bindings CompileOptions Declarations FaultCode FunctionDeclaration Kind Limits Mistake MistakeCode
      OpaqueType Program StaticType`,
  },
};

/** The codes of mistakes, in their order. A code is never renamed, and its meaning never changes. */
const CODES = `
  file/too-large file/unreadable file/no-policy
  yaml/syntax yaml/duplicate-key yaml/multiple-documents yaml/tag yaml/alias-limit yaml/depth-limit
  yaml/key-limit
  policy/unknown-key policy/missing-key policy/wrong-type policy/invalid-value policy/out-of-range
  policy/duplicate-name policy/escalation-after-timeout policy/quote-condition policy/trusts-caller
  catalog/unreadable catalog/invalid
  condition/syntax condition/too-long condition/too-deep condition/unknown-name
  condition/unknown-function condition/wrong-arity condition/type-mismatch condition/not-boolean
  condition/invalid-literal condition/invalid-pattern
  condition/no-such-field condition/index-out-of-range condition/no-such-overload
  condition/divide-by-zero condition/overflow condition/not-finite condition/invalid-argument
  condition/duplicate-key condition/unsafe-number condition/not-json condition/budget
  call/malformed call/agent-unknown`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What `import * as all from 'name'` holds, in a program of its own that resolves the built package. */
function valuesOf(name: string): readonly string[] {
  const program = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(name)})).sort()))`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

/** Everything that a door's source exports, types included. */
function namesOf(file: string): readonly string[] {
  return [...readModule(file, readFileSync(join(ROOT, file), 'utf8')).exports].sort();
}

describe.each(Object.entries(DOORS))('%s', (name, { source, values, types }) => {
  test('exports these values, built and imported by its own name', () => {
    expect(valuesOf(name)).toEqual(words(values));
  });

  test('exports these names, types included', () => {
    expect(namesOf(source)).toEqual([...words(values), ...words(types)].sort());
  });
});

test('the package has these doors and no other', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(Object.keys(exports)).toEqual([
    '.',
    './engine',
    './cel',
    './approvals',
    './client',
    './storage',
    './schemas/*',
    './package.json',
  ]);
});

test('P12: diagnostics have these codes', () => {
  expect(DIAGNOSTIC_CODES).toEqual(words(CODES));
});
