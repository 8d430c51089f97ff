import { EVENT_TYPES, type EventType, events } from '../../contract/endpoints/operation.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { type Resource, resource } from '../handler.ts';
import { ProblemError } from '../problem.ts';

const isEventType = (name: string): name is EventType =>
  (EVENT_TYPES as readonly string[]).includes(name);

/** What happens, as it happens; for agents, what happens to their own requests, and the halts that stop them. */
export const eventResources: readonly Resource[] = [
  resource(events, async ({ query, principal, lastEventId, signal }, { feed }) =>
    feed.subscribe(
      {
        after: lastEventId ?? query.after,
        types: query.types === undefined ? undefined : typesOf(query.types),
        agent: principal.kind === 'agent' ? principal.agentId : undefined,
        who: principal,
      },
      signal,
    ),
  ),
];

function typesOf(list: string): ReadonlySet<EventType> {
  const names = list.split(',').map((name) => name.trim());
  const wrong = names.filter((name) => !isEventType(name));
  if (wrong.length > 0) {
    const errors = wrong.map((name) => ({ path: '/query/types', message: noSuchType(name) }));
    throw new ProblemError('request/malformed', errors[0]?.message ?? 'no such event', { errors });
  }
  return new Set(names.filter(isEventType));
}

function noSuchType(name: string): string {
  const near = suggest(name, EVENT_TYPES);
  const instead = near === undefined ? `one of ${EVENT_TYPES.join(', ')}` : `\`${near}\``;
  return `there is no event \`${name}\`: write ${instead}`;
}
