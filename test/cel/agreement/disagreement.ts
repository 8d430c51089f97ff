import { canonicalText } from '../oracle/canonical-text.ts';
import type { Implementation, Outcome } from '../oracle/implementation.ts';

/** What two implementations made of one condition and one argument, where that is not the same. */
export interface Disagreement {
  readonly expression: string;
  readonly argument: Readonly<Record<string, unknown>>;
  readonly ours: Outcome;
  readonly rival: Implementation;
  readonly theirs: Outcome;
}

/** The same value by type, or an error on both sides, whatever its kind. */
export function agree(left: Outcome, right: Outcome): boolean {
  if ('failure' in left || 'failure' in right) return 'failure' in left && 'failure' in right;
  return canonicalText(left.value) === canonicalText(right.value);
}

/** An outcome in words, for reports. */
export function outcomeText(outcome: Outcome): string {
  if (!('failure' in outcome)) return canonicalText(outcome.value);
  const { stage, code, message } = outcome.failure;
  return `${stage} error ${code}: ${message}`;
}
