import type { JsonRecord } from '../json/json-value.ts';
import type { RuleReference } from '../policy/decision.ts';

const KINDS = ['allow', 'block', 'approval', 'default'] as const;

/** A rule as the wire names it; `null` for what names none. */
export function ruleOf(record: JsonRecord | null): RuleReference | null {
  if (record === null) return null;
  const { policy, pattern, condition, file, line, column } = record;
  const kind = KINDS.find((one) => one === record['kind']);
  if (typeof policy !== 'string' || typeof file !== 'string' || kind === undefined) return null;
  return {
    policy,
    kind,
    file,
    ...(typeof pattern === 'string' && { pattern }),
    ...(typeof condition === 'string' && { condition }),
    ...(typeof line === 'number' && { line }),
    ...(typeof column === 'number' && { column }),
  };
}
