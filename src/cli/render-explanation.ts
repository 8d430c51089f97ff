import type { Call } from '../policy/call.ts';
import type { Explanation, PartExplanation, RuleExplanation } from '../policy/explain.ts';
import type { Palette } from './palette.ts';
import {
  renderDecision,
  renderPlace,
  renderRule,
  renderValue,
  tellingSteps,
} from './render-decision.ts';
import { visible } from './visible-text.ts';

const ANSWERS = new Map<RuleExplanation['applies'], string>([
  [true, 'applies'],
  [false, 'does not apply'],
  ['error', 'cannot be told'],
]);

/**
 * A decision, then every rule that was considered: whether it applies and why, each of its conditions, and
 * what each part of a condition gave.
 *
 * @returns lines, each ended by a line break
 */
export function renderExplanation(call: Call, explanation: Explanation, palette: Palette): string {
  const decision = renderDecision(call, explanation, [], palette);
  if (explanation.rules.length === 0) return `${decision}\nno rule names this tool\n`;
  const rules = explanation.rules.map((rule) => renderConsidered(rule, palette));
  return `${decision}\n${palette.strong('rules considered')}\n${rules.join('')}`;
}

function renderConsidered(explained: RuleExplanation, palette: Palette): string {
  const answer = ANSWERS.get(explained.applies) ?? '';
  const lines = [
    `  ${palette.strong(answer)}: ${renderRule(explained.rule)}`,
    `    ${palette.faint(renderPlace(explained.rule))}`,
    `    ${visible(explained.reason)}`,
    ...explained.parts.flatMap((part) => renderPart(part, palette)),
  ];
  return `${lines.join('\n')}\n`;
}

function renderPart(part: PartExplanation, palette: Palette): string[] {
  return [
    `    ${palette.faint(part.role)} ${renderValue(part.text, part.value)}`,
    ...tellingSteps(part).map(({ text, value }) => `      ${renderValue(text, value)}`),
  ];
}
