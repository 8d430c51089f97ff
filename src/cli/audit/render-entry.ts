import { AUDIT_ACTIONS, type AuditEvent } from '../../audit/event.ts';
import { describeDuration } from '../describe-terms.ts';
import { visible } from '../visible-text.ts';

/** What follows an action stands in a column. */
const ACTION_WIDTH = Math.max(...AUDIT_ACTIONS.map((action) => action.length));

const SEQ_WIDTH = 6;

/**
 * One entry of the audit log on a line: when, what, about whose call and which request, who decided what, how
 * long it took and why. The arguments are left out.
 */
export function renderEntry(seq: number, event: AuditEvent): string {
  const { action, at, tool, request, agent, person, via, decision, reason, wait_ms } = event;
  const parts = [
    tool,
    agent === undefined ? undefined : `agent ${agent}`,
    request,
    isSaid(action, decision) ? undefined : decision,
    person === undefined ? undefined : `by ${person}${via === undefined ? '' : ` via ${via}`}`,
    wait_ms === undefined ? undefined : `after ${describeWait(wait_ms)}`,
  ].filter((part) => part !== undefined);
  const why = reason === undefined ? '' : `: ${reason}`;
  const line = `${String(seq).padStart(SEQ_WIDTH)}  ${at}  ${action.padEnd(ACTION_WIDTH)}  ${parts.join('  ')}`;
  return `${visible(line.trimEnd() + why)}\n`;
}

/** Whether an action has its decision in its name, as `approval.approved`. */
const isSaid = (action: string, decision: string | undefined): boolean =>
  decision !== undefined && action.endsWith(`.${decision}`);

const describeWait = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${milliseconds}ms` : describeDuration(milliseconds);
