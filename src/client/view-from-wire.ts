import type { RequirementProgress } from '../approvals/quorum.ts';
import type { ApprovalView, ExecutionView, RulingView, VoteView } from '../approvals/view.ts';
import { admitJson, JSON_LIMITS } from '../json/admit.ts';
import { isRecord, type JsonRecord } from '../json/json-value.ts';
import { ruleFromWire } from './decision-from-wire.ts';
import {
  Fields,
  flag,
  listOf,
  number,
  oneOf,
  orNull,
  type Reader,
  text,
  time,
  unexpected,
} from './wire-value.ts';

const texts = listOf(text);
const textOrNull = orNull(text);
const timeOrNull = orNull(time);

/**
 * A request for approval as the server wrote it, in the form that a gate in the process gives: camelCase,
 * times in milliseconds since the Unix epoch.
 *
 * @throws NoAnswerError for anything else
 */
export const viewFromWire: Reader<ApprovalView> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    id: fields.get('id', text),
    status: fields.get('status', oneOf('pending', 'approved', 'rejected', 'expired', 'cancelled')),
    tool: fields.get('tool', text),
    server: fields.get('server', textOrNull),
    agent: fields.get('agent', textOrNull),
    run: fields.get('run', textOrNull),
    param: fields.get('param', argumentsFromWire),
    unbound: fields.get('unbound', flag),
    digest: fields.get('digest', text),
    createdAt: fields.get('created_at', time),
    deadline: fields.get('deadline', time),
    ruling: fields.get('ruling', ruling),
    onRejection: fields.get('on_rejection', oneOf('fail', 'continue')),
    allowSelfApproval: fields.get('allow_self_approval', flag),
    requesters: fields.get('requesters', texts),
    requirements: fields.get('requirements', listOf(requirement)),
    votes: fields.get('votes', listOf(vote)),
    resolution: fields.get('resolution', orNull(resolution)),
    execution: fields.get('execution', execution),
  };
};

/** The arguments of a call, as people see them: JSON within the limits that calls have. */
export const argumentsFromWire: Reader<JsonRecord> = (value, place) => {
  const admission = admitJson(value, JSON_LIMITS, place);
  if (!admission.ok || !isRecord(admission.value)) throw unexpected(place);
  return admission.value;
};

const ruling: Reader<RulingView> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    policyVersion: fields.get('policy_version', text),
    rule: fields.get('rule', orNull(ruleFromWire)),
    message: fields.get('message', textOrNull),
    heldAgainst: fields.get('held_against', textOrNull),
  };
};

const requirement: Reader<RequirementProgress> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    approvers: fields.get('approvers', texts),
    quorum: fields.get('quorum', number),
    approvedBy: fields.get('approved_by', texts),
    met: fields.get('met', flag),
  };
};

const vote: Reader<VoteView> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    voter: fields.get('voter', text),
    choice: fields.get('choice', oneOf('approve', 'reject')),
    reason: fields.get('reason', textOrNull),
    via: fields.get('via', text),
    at: fields.get('at', time),
  };
};

const resolution: Reader<NonNullable<ApprovalView['resolution']>> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    status: fields.get('status', oneOf('approved', 'rejected', 'expired', 'cancelled')),
    at: fields.get('at', time),
    code: fields.get(
      'code',
      oneOf(
        'approved_by_vote',
        'rejected_by_vote',
        'policy_change',
        'approval_timeout',
        'withdrawn',
      ),
    ),
    resolvedBy: fields.get('resolved_by', textOrNull),
    reason: fields.get('reason', textOrNull),
    policyVersion: fields.get('policy_version', text),
  };
};

const execution: Reader<ExecutionView> = (value, place) => {
  const fields = new Fields(value, place);
  return {
    status: fields.get(
      'status',
      oneOf('waiting', 'unclaimed', 'executing', 'succeeded', 'failed', 'ambiguous', 'void'),
    ),
    claimedAt: fields.get('claimed_at', timeOrNull),
    at: fields.get('at', timeOrNull),
    reason: fields.get('reason', textOrNull),
    lateOutcome: fields.get('late_outcome', orNull(oneOf('succeeded', 'failed'))),
  };
};
