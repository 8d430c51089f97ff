import type { ApprovalWire } from '../../contract/approval.ts';
import { escapeJson } from '../../diagnostics/escape-json.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { type LabelledLine, labelled, under } from '../labelled-lines.ts';
import type { Palette } from '../palette.ts';
import { renderPlace, renderRule } from '../render-decision.ts';
import { ruleOf } from '../rule-of.ts';
import { visible } from '../visible-text.ts';
import { briefly, describeTimeLeft, renderStatus } from './describe-request.ts';

/** The arguments that are shown: as the view has them, or without redaction. */
export interface ShownArguments {
  readonly param: JsonRecord;
  /** Who sees them without redaction; absent where they are redacted. */
  readonly revealedTo?: string;
}

/**
 * Everything that a reviewer can know of a request. The arguments are whole, whatever their size. All text
 * of policies, agents and people is made visible.
 *
 * @param now milliseconds since the Unix epoch
 * @returns lines, each ended by a line break
 */
export function renderRequest(
  view: ApprovalWire,
  { param, revealedTo }: ShownArguments,
  now: number,
  palette: Palette,
): string {
  const server = view.server === null ? '' : ` on ${visible(view.server)}`;
  const shown =
    revealedTo === undefined
      ? 'arguments, redacted'
      : `arguments without redaction; the audit log says that ${visible(revealedTo)} saw them`;
  return `${[
    `${renderStatus(view.status, visible(view.status), palette)} ${palette.strong(visible(view.tool))}${server}`,
    ...labelled(
      [
        ...warnings(view, palette),
        ...identity(view, now),
        ...why(view),
        ...votes(view),
        ...ending(view),
      ],
      palette,
    ),
    '',
    palette.faint(shown),
    escapeJson(JSON.stringify(param, null, 2)),
  ].join('\n')}\n`;
}

const UNBOUND =
  'the arguments were not handed over: what will run may be something else than what is shown';

function warnings({ unbound, ruling }: ApprovalWire, palette: Palette): readonly LabelledLine[] {
  return [
    ...(unbound ? under('unbound', [palette.error(UNBOUND)]) : []),
    ...(ruling.held_against === null
      ? []
      : under('held', [
          `${visible(ruling.held_against)} would allow the call,`,
          'but a rule that held it says `on_policy_change: hold`',
        ])),
  ];
}

function identity(view: ApprovalWire, now: number): readonly LabelledLine[] {
  const left = view.status === 'pending' ? ` (${describeTimeLeft(view, now)})` : '';
  return [
    ['id', visible(view.id)],
    ['agent', view.agent === null ? '(none named)' : visible(view.agent)],
    ...optional('run', view.run),
    ...optional('for', view.requesters.length > 0 ? view.requesters.join(', ') : null),
    ['requested', `${view.created_at} (${briefly(now - Date.parse(view.created_at))} ago)`],
    ['deadline', `${view.deadline}${left}`],
    [
      'else',
      view.on_rejection === 'continue'
        ? 'the call is refused and the agent continues (`on_rejection: continue`)'
        : 'the call fails (`on_rejection: fail`)',
    ],
  ];
}

function why({ ruling, digest }: ApprovalWire): readonly LabelledLine[] {
  const { message, policy_version: policyVersion } = ruling;
  const rule = ruleOf(ruling.rule);
  const of: readonly LabelledLine[] =
    rule === null
      ? [['rule', 'none']]
      : [
          ['rule', renderRule(rule)],
          ['at', renderPlace(rule)],
        ];
  return [
    ...of,
    ...optional('message', message),
    ['policy', visible(policyVersion)],
    ['digest', visible(digest)],
  ];
}

function votes({
  requirements,
  allow_self_approval: allowSelfApproval,
  votes,
}: ApprovalWire): readonly LabelledLine[] {
  const needed = requirements.map(({ approvers, quorum, approved_by: approvedBy, met }) => {
    const of = approvers.length === 0 ? '' : ` of ${approvers.join(', ')}`;
    const by = approvedBy.length === 0 ? '' : `: ${approvedBy.join(', ')}`;
    return visible(`${approvedBy.length} of ${quorum}${of}${by}${met ? ' (met)' : ''}`);
  });
  return [
    ...under('approvals', needed.length > 0 ? needed : ['nobody can approve it']),
    ...(allowSelfApproval ? under('', ['the requester may approve']) : []),
    ...under(
      'votes',
      votes.map(({ voter, choice, reason, via, at }) =>
        visible(`${choice} by ${voter} via ${via} at ${at}${because(reason)}`),
      ),
    ),
  ];
}

function ending({ resolution, execution }: ApprovalWire): readonly LabelledLine[] {
  const lines: LabelledLine[] = [];
  if (resolution !== null) {
    const { status, code, resolved_by: resolvedBy, reason, at } = resolution;
    const by = resolvedBy === null ? '' : ` by ${resolvedBy}`;
    lines.push(['resolved', visible(`${status}${by} at ${at} (${code})${because(reason)}`)]);
  }
  if (execution.status === 'waiting') return lines;
  const { status, claimed_at: claimedAt, at, reason, late_outcome: lateOutcome } = execution;
  const ran = claimedAt === null ? '' : `, claimed at ${claimedAt}`;
  const ended = at === null ? '' : `, ${status} at ${at}`;
  const late = lateOutcome === null ? '' : `, reported late as ${lateOutcome}`;
  lines.push(['execution', visible(`${status}${ran}${ended}${late}${because(reason)}`)]);
  return lines;
}

const optional = (label: string, text: string | null): readonly LabelledLine[] =>
  text === null ? [] : [[label, visible(text)]];

const because = (reason: string | null): string => (reason === null ? '' : `: ${reason}`);
