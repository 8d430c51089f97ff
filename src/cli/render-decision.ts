import type { Location } from '../diagnostics/source-text.ts';
import type { Call } from '../policy/call.ts';
import type { Decision, DecisionError, RuleReference, Verdict } from '../policy/decision.ts';
import type { PartExplanation, RuleExplanation, StepExplanation } from '../policy/explain.ts';
import { describeApproval } from './describe-terms.ts';
import { type LabelledLine, labelled, under } from './labelled-lines.ts';
import type { Palette } from './palette.ts';
import { visible } from './visible-text.ts';

/**
 * A decision for people to read: what was decided stands first, then the rule, where it stands, why, and
 * what has to happen. All text from a policy or a call is made visible.
 *
 * @param rules the rules that were considered, of which the one that decided tells why
 * @returns lines, each ended by a line break
 */
export function renderDecision(
  call: Call,
  decision: Decision,
  rules: readonly RuleExplanation[],
  palette: Palette,
): string {
  const monitored = decision.mode === 'monitor' ? palette.faint(' (monitor: nothing is held)') : '';
  const lines = [
    `${palette.decision(decision.decision, decision.decision)} ${palette.strong(visible(toolOf(call)))}${monitored}`,
    ...labelled(verdictLines(decision, rules), palette),
  ];
  if (decision.wouldBe !== undefined) {
    lines.push(...wouldBeLines(decision, decision.wouldBe, rules, palette));
  }
  lines.push(...labelled([['policy', decision.policyVersion]], palette));
  return `${lines.join('\n')}\n`;
}

/** What monitored policies would change, if anything. */
function wouldBeLines(
  decision: Decision,
  wouldBe: Verdict,
  rules: readonly RuleExplanation[],
  palette: Palette,
): readonly string[] {
  const verdict = palette.decision(wouldBe.decision, wouldBe.decision);
  const heading = `  would be ${verdict} if monitored policies were enforced`;
  const same =
    decision.decision === wouldBe.decision &&
    decision.message === wouldBe.message &&
    isSameRule(decision.rule, wouldBe.rule);
  if (same) return [`${heading}, by the same rule`];
  return [heading, ...labelled(verdictLines(wouldBe, rules), palette).map((line) => `  ${line}`)];
}

/** `file:line:column`, or as much of it as there is. */
export function renderPlace(place: RuleReference | Location): string {
  const { file, line, column } = place;
  return visible(line === undefined ? file : `${file}:${line}:${column ?? 1}`);
}

/** A rule in words, such as `order-manager approval of orders.* when param.amount > 1000`. */
export function renderRule(rule: RuleReference): string {
  const { policy, kind, pattern, condition } = rule;
  if (kind === 'default') return visible(`the default of ${policy}`);
  const when = condition === undefined ? '' : ` when ${condition}`;
  return visible(`${policy}: ${kind} of ${pattern ?? '*'}${when}`);
}

function verdictLines(
  verdict: Verdict,
  rules: readonly RuleExplanation[],
): readonly LabelledLine[] {
  const { rule, message, approval, errors } = verdict;
  const lines: LabelledLine[] = [];
  if (rule === undefined) {
    lines.push(['rule', verdict.errors.length > 0 ? 'none' : 'none applies; the default allows']);
  } else {
    lines.push(['rule', renderRule(rule)], ['at', renderPlace(rule)]);
    lines.push(...whyLines(rules.find((one) => isSameRule(one.rule, rule))));
  }
  if (message !== undefined) lines.push(['message', visible(message)]);
  if (approval !== undefined) lines.push(...under('approval', describeApproval(approval)));
  lines.push(...under('errors', errors.map(renderError)));
  return lines;
}

/** The conditions of a rule with their values, and the values of their parts below them. */
function whyLines(explained: RuleExplanation | undefined): readonly LabelledLine[] {
  if (explained === undefined) return [];
  const lines = explained.parts.flatMap((part) => [
    `${part.role === 'condition' ? '' : `${part.role} `}${renderValue(part.text, part.value)}`,
    ...tellingSteps(part).map(({ text, value }) => `  ${renderValue(text, value)}`),
  ]);
  return under('why', lines.length > 0 ? lines : [visible(explained.reason)]);
}

/** An expression and what it gave. */
export const renderValue = (text: string, value: string | undefined): string =>
  value === undefined ? `${visible(text)} (not evaluated)` : `${visible(text)} = ${visible(value)}`;

/**
 * The sub-expressions that tell more than the whole does: not itself, not literals, each text once, and of
 * what was not evaluated only the outermost.
 */
export function tellingSteps({ text, steps }: PartExplanation): readonly StepExplanation[] {
  const told = new Set([text]);
  const skipped: string[] = [];
  return steps.filter((step) => {
    if (told.has(step.text) || step.text === step.value) return false;
    told.add(step.text);
    if (step.value !== undefined) return true;
    if (skipped.some((outer) => outer.includes(step.text))) return false;
    skipped.push(step.text);
    return true;
  });
}

function renderError({ code, message, span }: DecisionError): string {
  const place = span === undefined ? '' : `${renderPlace(span)}: `;
  return `${place}${code}: ${visible(message)}`;
}

const isSameRule = (one: RuleReference | undefined, other: RuleReference | undefined): boolean =>
  one?.file === other?.file &&
  one?.line === other?.line &&
  one?.column === other?.column &&
  one?.kind === other?.kind;

/** The tool's name as a call gives it, which may be anything. */
function toolOf(call: unknown): string {
  const tool = call instanceof Object && 'tool' in call ? call.tool : undefined;
  const name = tool instanceof Object && 'name' in tool ? tool.name : tool;
  return typeof name === 'string' ? name : '(no tool)';
}
