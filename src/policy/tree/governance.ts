import { compileGlob } from '../../cel/library/glob.ts';
import { type Decided, type DecisionError, type RuleReference, rankOf } from '../decision.ts';
import type { AgentScope, PolicyDocument } from '../document/policy-document.ts';
import { defaultTerms } from '../rules/terms.ts';
import { DecisionForm, type Fallback } from './decision-form.ts';

/** Whether a document governs a call: `unknown` when it names agents and the call names none. */
export type Governs = 'yes' | 'no' | 'unknown';

/** A document as the decision tree asks it. */
export interface ScopedDocument {
  readonly document: PolicyDocument;
  /** False when the document governs every agent. */
  readonly scoped: boolean;
  readonly governs: (agentId: string | undefined) => Governs;
  /** Its default, when that decides. */
  readonly reference: RuleReference;
  /** What a decision reports when it is unknown whether the document governs. */
  readonly scopeError: DecisionError;
}

export function scopeDocument(document: PolicyDocument): ScopedDocument {
  const { defaultLocation: at } = document;
  const reference: RuleReference = Object.freeze({
    policy: document.name,
    kind: 'default',
    file: document.file,
    ...(at === undefined ? {} : { line: at.line, column: at.column }),
  });
  const matches = scopeOf(document.agents);
  return {
    document,
    scoped: matches !== undefined,
    governs: (agentId) => {
      if (matches === undefined) return 'yes';
      if (agentId === undefined) return 'unknown';
      return matches(agentId) ? 'yes' : 'no';
    },
    reference,
    scopeError: Object.freeze({
      code: 'call/agent-unknown' as const,
      message: `the call names no agent, and policy \`${document.name}\` governs only some`,
      rule: reference,
    }),
  };
}

function scopeOf(agents: AgentScope | undefined): ((agentId: string) => boolean) | undefined {
  if (agents === undefined) return undefined;
  if (agents.kind === 'literal') return (agentId) => agentId === agents.id;
  const globs = agents.globs.map(compileGlob);
  return (agentId) => globs.some((glob) => glob.matches(agentId));
}

/** One reading of which documents govern, for the documents that count. */
export interface Governance {
  /** By document index; a document that does not count is `no`. */
  readonly governs: readonly Governs[];
  readonly form: DecisionForm;
}

/** What every decision of a branch carries. */
export interface Stamp {
  /** `monitor` when every governing document is monitored. */
  readonly mode: 'enforce' | 'monitor';
  readonly policyVersion: string;
}

/** What `governs` means for the documents that `counts` says count. */
export function governanceOf(
  documents: readonly ScopedDocument[],
  governs: readonly Governs[],
  counts: (document: PolicyDocument) => boolean,
  { mode, policyVersion }: Stamp,
): Governance {
  const counted = documents.map(({ document }, index) =>
    counts(document) ? (governs[index] ?? 'no') : 'no',
  );
  const governing = documents.filter((_, index) => counted[index] !== 'no');
  const uncertain = documents.filter(
    ({ document }, index) => counted[index] === 'unknown' && document.default !== 'allow',
  );
  const scopeErrors = uncertain.map(({ scopeError }) => scopeError);
  const form = new DecisionForm(strictestDefault(governing), scopeErrors, mode, policyVersion);
  return { governs: counted, form };
}

function strictestDefault(documents: readonly ScopedDocument[]): Fallback {
  let decision: Decided = 'allow';
  let reference: RuleReference | undefined;
  for (const one of documents) {
    if (rankOf(one.document.default) > rankOf(decision)) {
      decision = one.document.default;
      reference = one.reference;
    }
  }
  const holds = documents.some(({ document }) => {
    return document.default === decision && document.onPolicyChange === 'hold';
  });
  return { decision, reference, terms: defaultTerms(holds ? 'hold' : 'resolve') };
}
