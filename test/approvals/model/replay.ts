import type { AuditEvent } from '../../../src/audit/event.ts';

/** What the audit log says became of a request. */
export interface Story {
  status: string;
  run: string;
  late: string | undefined;
  by: string | undefined;
  readonly votes: Map<string, string>;
  escalations: number;
}

/** What may come next, by what is written of a request: its status, and what became of its call. */
const AFTER: Readonly<Record<string, { readonly from: string; readonly to: string }>> = {
  'approval.voted': { from: 'pending', to: 'pending' },
  'approval.escalated': { from: 'pending', to: 'pending' },
  'approval.held': { from: 'pending', to: 'pending' },
  'approval.terms_changed': { from: 'pending', to: 'pending' },
  'approval.approved': { from: 'pending', to: 'unclaimed' },
  'approval.rejected': { from: 'pending', to: 'waiting' },
  'approval.expired': { from: 'pending', to: 'waiting' },
  'approval.cancelled': { from: 'pending', to: 'waiting' },
  'execution.claimed': { from: 'unclaimed', to: 'executing' },
  'execution.void': { from: 'unclaimed', to: 'void' },
  'execution.succeeded': { from: 'executing', to: 'succeeded' },
  'execution.failed': { from: 'executing', to: 'failed' },
  'execution.ambiguous': { from: 'executing', to: 'ambiguous' },
  'execution.reported_late': { from: 'ambiguous', to: 'ambiguous' },
};

/** Tells the stories of all requests from the audit log alone. */
export class Replay {
  readonly stories = new Map<string, Story>();
  /** The version that is active, by the log. */
  policyVersion: string | undefined;
  activations = 0;
  /** The agents that are halted, by the log; `null` for everything. */
  readonly halted = new Set<string | null>();

  /** @returns what cannot have happened, if the event says so */
  take(event: AuditEvent): string | undefined {
    const { action, request: id } = event;
    if (action === 'policy.activated') {
      this.policyVersion = event.policy_version;
      this.activations += 1;
    }
    if (action === 'halt.set') this.halted.add(event.agent ?? null);
    if (action === 'halt.lifted' && !this.halted.delete(event.agent ?? null)) {
      return `${event.agent ?? 'everything'} goes on, and was not halted`;
    }
    if (id === undefined || action === 'call.decided') return undefined;
    const story = this.stories.get(id);
    if (action === 'approval.requested') {
      if (story !== undefined) return `${id} was requested twice`;
      this.stories.set(id, begun());
      return undefined;
    }
    if (story === undefined) return `${action} of ${id}, which nobody requested`;
    return tell(story, event);
  }
}

function tell(story: Story, { action, request, decision, person, details }: AuditEvent) {
  const step = AFTER[action];
  if (step === undefined) return `${request}: what is ${action}?`;
  const at = story.status === 'pending' ? 'pending' : story.run;
  if (step.from !== at) return `${request}: ${action} while ${story.status}, ${story.run}`;
  if (action === 'approval.voted') story.votes.set(String(person), String(decision));
  else if (action === 'approval.escalated') story.escalations += 1;
  else if (action === 'execution.reported_late') {
    if (story.late !== undefined) return `${request}: reported late twice`;
    story.late = String(details?.['outcome']);
  } else if (step.to !== 'pending') {
    story.run = step.to;
    if (action.startsWith('approval.')) {
      story.status = action.slice('approval.'.length);
      story.by = person;
    }
  }
  return undefined;
}

const begun = (): Story => ({
  status: 'pending',
  run: 'waiting',
  late: undefined,
  by: undefined,
  votes: new Map(),
  escalations: 0,
});
