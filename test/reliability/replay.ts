import type { AuditAction } from '../../src/audit/event.ts';

/** What the log tells of one request. */
export interface Told {
  readonly id: string;
  resolution: 'pending' | 'approved' | 'rejected' | 'expired' | 'cancelled';
  resolvedBy: string | null;
  resolvedAt: string | null;
  execution: 'waiting' | 'unclaimed' | 'executing' | 'succeeded' | 'failed' | 'ambiguous' | 'void';
  /** The last choice of each person, by their id. */
  readonly votes: Map<string, string>;
  claims: number;
  resolutions: number;
  /** Changes of the request that leave an event: all but renewals. */
  changes: number;
  /** Events that may have been a change of their own, or part of the one before. */
  unclear: number;
  lateReport: boolean;
}

/** What a whole log tells. */
export interface Replayed {
  readonly requests: ReadonlyMap<string, Told>;
  /** Versions in the order of their activations. */
  readonly activations: readonly string[];
  /** How many decisions were recorded. */
  readonly decided: number;
  /** How many notices the events call for. */
  readonly notices: number;
}

/** An event as the model reads it. */
export interface LoggedEvent {
  readonly action: AuditAction;
  readonly at: string;
  readonly request?: string;
  readonly person?: string;
  readonly decision?: string;
  readonly policy_version?: string;
  readonly details?: { readonly [key: string]: unknown };
}

/** What the policy that is in force at the moment decides. */
const DECIDING: ReadonlySet<AuditAction> = new Set(['call.decided', 'execution.claimed']);

/**
 * Tells the story of a log again, event by event, by rules of its own: it shares no code with what wrote
 * the log.
 *
 * @throws Error for an event that cannot follow those before it
 */
export function replay(events: Iterable<LoggedEvent>): Replayed {
  const requests = new Map<string, Told>();
  const activations: string[] = [];
  let decided = 0;
  let notices = 0;
  let last: LoggedEvent | undefined;
  for (const event of events) {
    // what was decided while the store failed is by the version that was in force then
    const isLate = event.details?.['recorded_late'] === true;
    const isActive = event.policy_version === activations.at(-1);
    if (DECIDING.has(event.action) && !isActive && !isLate) {
      throw new Error(`${event.action} by a policy that is not in force, at ${event.at}`);
    }
    if (event.action === 'policy.activated') activations.push(event.policy_version ?? '');
    else if (event.action === 'call.decided') decided += 1;
    else if (event.request !== undefined) {
      notices += takeUp(requests, event, event.request, last);
    }
    last = event;
  }
  return { requests, activations, decided, notices };
}

/** Gives how many notices the event calls for. */
function takeUp(
  requests: Map<string, Told>,
  event: LoggedEvent,
  id: string,
  before: LoggedEvent | undefined,
): number {
  const known = requests.get(id);
  if (event.action === 'approval.requested') {
    if (known !== undefined) throw new Error(`\`${id}\` is requested twice`);
    if (before?.action !== 'call.decided') throw new Error(`\`${id}\` is held without a decision`);
    requests.set(id, requestedOne(id));
    return 1;
  }
  if (known === undefined) throw new Error(`${event.action} of \`${id}\`, which nobody requested`);
  const rule = RULES[event.action];
  if (rule === undefined) throw new Error(`${event.action} is no event of a request`);
  if (!rule.from.includes(known.execution === 'waiting' ? known.resolution : known.execution)) {
    const state = `${known.resolution}, ${known.execution}`;
    throw new Error(`${event.action} of \`${id}\`, which is ${state}`);
  }
  if (isSameMoment(event, before)) {
    // a report finds that the lease has lapsed, if nobody else has just found it
    if (isLapse(before) && event.action === 'execution.reported_late') known.unclear += 1;
    else if (!isConsequence(event, before)) known.changes += 1;
  } else known.changes += 1;
  rule.apply(known, event);
  return rule.notices ?? 0;
}

const requestedOne = (id: string): Told => ({
  id,
  resolution: 'pending',
  resolvedBy: null,
  resolvedAt: null,
  execution: 'waiting',
  votes: new Map(),
  claims: 0,
  resolutions: 0,
  changes: 1,
  unclear: 0,
  lateReport: false,
});

const isSameMoment = (event: LoggedEvent, before: LoggedEvent | undefined): boolean =>
  before?.request === event.request && before?.at === event.at;

const isLapse = (event: LoggedEvent | undefined): boolean =>
  event?.action === 'execution.ambiguous';

/** A vote and what it brings about are one change, and so are new terms and what they bring about. */
function isConsequence(event: LoggedEvent, before: LoggedEvent | undefined): boolean {
  const code = event.details?.['code'];
  if (before?.action === 'approval.voted') {
    return code === 'approved_by_vote' || code === 'rejected_by_vote';
  }
  return before?.action === 'approval.terms_changed' && code === 'policy_change';
}

interface Rule {
  /** The states in which the event may come: of the resolution, or, once it is approved, of the execution. */
  readonly from: readonly string[];
  readonly apply: (told: Told, event: LoggedEvent) => void;
  readonly notices?: number;
}

const ending = (resolution: Told['resolution']): Rule => ({
  from: ['pending'],
  apply: (told, { person, at }) => {
    told.resolution = resolution;
    told.resolvedBy = person ?? null;
    told.resolvedAt = at;
    told.resolutions += 1;
    if (resolution === 'approved') told.execution = 'unclaimed';
  },
  notices: 1,
});

const moving = (from: string, execution: Told['execution']): Rule => ({
  from: [from],
  apply: (told) => {
    told.execution = execution;
    if (execution === 'executing') told.claims += 1;
  },
});

const noting: Rule = { from: ['pending'], apply: () => {} };

const RULES: { readonly [action in AuditAction]?: Rule } = {
  'approval.voted': {
    from: ['pending'],
    apply: (told, { person, decision }) => {
      told.votes.set(person ?? '', decision ?? '');
    },
  },
  'approval.approved': ending('approved'),
  'approval.rejected': ending('rejected'),
  'approval.expired': ending('expired'),
  'approval.cancelled': ending('cancelled'),
  'approval.held': noting,
  'approval.terms_changed': noting,
  'execution.claimed': moving('unclaimed', 'executing'),
  'execution.succeeded': moving('executing', 'succeeded'),
  'execution.failed': moving('executing', 'failed'),
  'execution.ambiguous': moving('executing', 'ambiguous'),
  'execution.void': moving('unclaimed', 'void'),
  'execution.reported_late': {
    from: ['ambiguous'],
    apply: (told) => {
      if (told.lateReport) throw new Error(`\`${told.id}\` is reported late twice`);
      told.lateReport = true;
    },
  },
};
