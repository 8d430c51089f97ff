import { formatValue, traceExpression } from '../cel/expression.ts';
import { Fault } from '../cel/fault.ts';
import type { Location } from '../diagnostics/source-text.ts';
import type { Decision, RuleReference } from './decision.ts';
import type { DecisionFrame } from './decision-frame.ts';
import { POLICY_ENVIRONMENT } from './environment.ts';
import type { Condition } from './rules/condition.ts';
import type { Rule } from './rules/rule.ts';
import type { Governs } from './tree/governance.ts';

/** A decision with every rule that was considered for it. */
export interface Explanation extends Decision {
  /** The rules whose pattern matches the tool, in (file name, position) order. */
  readonly rules: readonly RuleExplanation[];
}

/** Why one rule did or did not apply. */
export interface RuleExplanation {
  readonly rule: RuleReference;
  /** `error` when it cannot be told; a block or approval then counts, an allow does not. */
  readonly applies: true | false | 'error';
  /** One line that says why. */
  readonly reason: string;
  /** What was asked, in the order of asking. */
  readonly parts: readonly PartExplanation[];
}

/** One condition of a rule with the value of each of its sub-expressions. */
export interface PartExplanation {
  readonly role: 'when' | 'condition' | 'except';
  readonly text: string;
  readonly location: Location;
  /** As CEL text; for an error, what is wrong. */
  readonly value: string;
  readonly steps: readonly StepExplanation[];
}

export interface StepExplanation {
  readonly text: string;
  readonly location: Location;
  /** As CEL text; for an error, what is wrong; absent for what did not have to be evaluated. */
  readonly value?: string;
}

/** UTF-16 units shown of one value. */
const VALUE_LENGTH = 120;

type Answer = true | false | 'error';

/** Explains every rule; each condition has all the steps of a decision for itself. */
export function explainRules(
  rules: readonly { readonly rule: Rule; readonly governs: Governs }[],
  tool: string,
  frame: DecisionFrame,
): RuleExplanation[] {
  return rules.map(({ rule, governs }) => {
    const explanation = explainRule(rule, governs, tool, frame);
    return { rule: rule.reference, ...explanation };
  });
}

function explainRule(
  rule: Rule,
  governs: Governs,
  tool: string,
  frame: DecisionFrame,
): Omit<RuleExplanation, 'rule'> {
  if (governs === 'no') {
    return { applies: false, reason: 'its policy does not govern this agent', parts: [] };
  }
  const lifting = rule.except.filter(({ glob }) => glob.matches(tool));
  if (lifting.some(({ condition }) => condition === undefined)) {
    return { applies: false, reason: 'an `except` entry lifts it from this tool', parts: [] };
  }
  const parts: PartExplanation[] = [];
  const ask = (role: PartExplanation['role'], condition: Condition | undefined): Answer => {
    if (condition === undefined) return role !== 'except';
    const { part, answer } = explainPart(role, condition, frame);
    parts.push(part);
    return answer;
  };
  const when = ask('when', rule.when);
  const condition = ask('condition', rule.condition);
  const excepted = lifting.map((exception) => ask('except', exception.condition));
  return { ...conclude(governs, when, condition, excepted), parts };
}

/** Three-valued and, with the reason that weighs most. */
function conclude(
  governs: Governs,
  when: Answer,
  condition: Answer,
  excepted: readonly Answer[],
): Pick<RuleExplanation, 'applies' | 'reason'> {
  if (when === false) return { applies: false, reason: 'its `when` is false' };
  if (condition === false) return { applies: false, reason: 'its condition is false' };
  if (excepted.includes(true)) return { applies: false, reason: 'an `except` entry lifts it' };
  if (governs === 'unknown') {
    return {
      applies: 'error',
      reason: 'the call names no agent, so it is unknown whether its policy governs',
    };
  }
  if (when === 'error') return { applies: 'error', reason: 'its `when` cannot be told' };
  if (condition === 'error') return { applies: 'error', reason: 'its condition cannot be told' };
  if (excepted.includes('error')) {
    return { applies: 'error', reason: 'an `except` entry cannot be told' };
  }
  return { applies: true, reason: 'it matches the tool and nothing speaks against it' };
}

function explainPart(
  role: PartExplanation['role'],
  condition: Condition,
  frame: DecisionFrame,
): { part: PartExplanation; answer: Answer } {
  frame.refill();
  const { value, steps } = traceExpression(condition.expression, POLICY_ENVIRONMENT)(frame);
  return {
    answer: value === true || value === false ? value : 'error',
    part: {
      role,
      text: condition.text,
      location: condition.locate({ start: 0, end: condition.text.length }),
      value: show(value),
      steps: steps.map((step) => ({
        text: condition.text.slice(step.span.start, step.span.end),
        location: condition.locate(step.span),
        ...(step.evaluated ? { value: show(step.value) } : {}),
      })),
    },
  };
}

const show = (value: unknown): string =>
  value instanceof Fault ? value.message : formatValue(value, VALUE_LENGTH);
