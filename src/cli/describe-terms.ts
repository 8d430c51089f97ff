import type { Approval, Requirement } from '../policy/decision.ts';
import { visible } from './visible-text.ts';

const UNITS: readonly (readonly [milliseconds: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
];

/** A length of time as policies write it, such as `1h` or `1h 30m`. Parts of a second are dropped. */
export function describeDuration(milliseconds: number): string {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ') || '0s';
}

/** Who has to approve, how soon, and what follows when nobody does: one line for each. */
export function describeApproval(approval: Approval): readonly string[] {
  return [
    ...approval.requirements.map(describeRequirement),
    `within ${describeDuration(approval.timeoutMs)}, else ${describeRefusal(approval)}`,
    ...approval.escalations.map(
      ({ afterMs, to }) => `after ${describeDuration(afterMs)} also ${visible(to.join(', '))}`,
    ),
    ...(approval.allowSelfApproval ? ['the requester may approve'] : []),
    ...(approval.notify.length > 0 ? [`tells ${visible(approval.notify.join(', '))}`] : []),
  ];
}

function describeRequirement({ approvers, quorum }: Requirement): string {
  const people = quorum === 1 ? 'one person' : `${quorum} different people`;
  return approvers.length === 0
    ? `by ${people}`
    : `by ${people} of ${visible(approvers.join(', '))}`;
}

const describeRefusal = ({ onRejection }: Approval): string =>
  onRejection === 'continue'
    ? 'the call is refused and the agent continues (`on_rejection: continue`)'
    : 'the call fails (`on_rejection: fail`)';
