import type { DiagnosticCode } from '../diagnostics/code.ts';
import type { Location } from '../diagnostics/source-text.ts';
import type {
  Approval,
  Decision,
  DecisionError,
  RuleReference,
  Verdict,
} from '../policy/decision.ts';
import { Fields, listOf, number, oneOf, type Reader, text, unexpected } from './wire-value.ts';

const decided = oneOf('allow', 'block', 'require_approval');
const texts = listOf(text);

/**
 * A decision as the server wrote it.
 *
 * @throws NoAnswerError for anything else: only what is understood whole can allow
 */
export const decisionFromWire: Reader<Decision> = (value, place) => {
  const fields = new Fields(value, place);
  const said = verdict(value, place);
  const halted = fields.optional('halted', oneOf(true), 'halted');
  // a halt lets nothing pass: what says both says nothing
  if (halted.halted === true && said.decision !== 'block') throw unexpected(`${place}.halted`);
  return {
    ...said,
    mode: fields.get('mode', oneOf('enforce', 'monitor')),
    ...fields.optional('would_be', verdict, 'wouldBe'),
    ...halted,
    policyVersion: fields.get('policy_version', text),
  };
};

const verdict: Reader<Verdict> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    decision: fields.get('decision', decided),
    ...fields.optional('rule', ruleFromWire, 'rule'),
    ...fields.optional('message', text, 'message'),
    ...fields.optional('approval', approval, 'approval'),
    errors: fields.get('errors', listOf(decisionError)),
  };
};

/** The rule that decided, and where it stands. */
export const ruleFromWire: Reader<RuleReference> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    policy: fields.get('policy', text),
    kind: fields.get('kind', oneOf('allow', 'block', 'approval', 'default')),
    ...fields.optional('pattern', text, 'pattern'),
    ...fields.optional('condition', text, 'condition'),
    file: fields.get('file', text),
    ...fields.optional('line', number, 'line'),
    ...fields.optional('column', number, 'column'),
  };
};

const approval: Reader<Approval> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    timeoutMs: fields.get('timeout_ms', number),
    onRejection: fields.get('on_rejection', oneOf('fail', 'continue')),
    allowSelfApproval: fields.get('allow_self_approval', oneOf(true, false)),
    requirements: fields.get(
      'requirements',
      listOf((one, at) => {
        const requirement = new Fields(one, at);
        return {
          approvers: requirement.get('approvers', texts),
          quorum: requirement.get('quorum', number),
        };
      }),
    ),
    escalations: fields.get(
      'escalations',
      listOf((one, at) => {
        const escalation = new Fields(one, at);
        return { afterMs: escalation.get('after_ms', number), to: escalation.get('to', texts) };
      }),
    ),
    notify: fields.get('notify', texts),
    onPolicyChange: fields.get('on_policy_change', oneOf('resolve', 'hold')),
  };
};

const decisionError: Reader<DecisionError> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    code: fields.get('code', diagnosticCode),
    message: fields.get('message', text),
    ...fields.optional('rule', ruleFromWire, 'rule'),
    ...fields.optional('span', span, 'span'),
  };
};

/** A newer server may know codes that this list of ours lacks: they keep their form. */
const isCode = (code: string): code is DiagnosticCode => /^[a-z]+\/[a-z-]+$/.test(code);

const diagnosticCode: Reader<DiagnosticCode> = (value, place) => {
  const code = text(value, place);
  return isCode(code) ? code : oneOf<DiagnosticCode>()(value, place);
};

const span: Reader<Location> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    file: fields.get('file', text),
    line: fields.get('line', number),
    column: fields.get('column', number),
    endLine: fields.get('end_line', number),
    endColumn: fields.get('end_column', number),
  };
};
