import { PEOPLE } from './people.ts';
import type { Ask } from './policies.ts';
import type { Held } from './state.ts';

type Person = (typeof PEOPLE)[number];
type Requirement = Ask['requirements'][number];

/** Whether a person is eligible in any requirement; the requesters aside. */
export const mayDecide = (held: Held, person: Person): boolean =>
  held.ask.requirements.some((requirement) => isEligible(held, requirement, person));

/** Whether an approval would be the requester's own, and those do not count. */
export const asksItself = (held: Held, person: Person): boolean =>
  !held.ask.self && held.requesters.some((requester) => nameOf(requester) === nameOf(person.id));

/** Whether the votes meet every requirement of what is asked. */
export const isMet = (held: Held): boolean =>
  held.ask.requirements.every((one) => voicesFor(held, one).size >= one.quorum);

/** For all requirements together, how many people's approvals count. */
export const voices = (held: Held): number =>
  held.ask.requirements.reduce((sum, one) => sum + voicesFor(held, one).size, 0);

/** Distinct people, through whatever channels. */
const voicesFor = (held: Held, requirement: Requirement): ReadonlySet<string> =>
  new Set(
    PEOPLE.filter(
      (person) =>
        held.votes[person.id] === 'approve' &&
        !asksItself(held, person) &&
        isEligible(held, requirement, person),
    ).map(({ id }) => nameOf(id)),
  );

/** Named people, by name or group, and whom it was escalated to; where nobody is named, who may approve. */
function isEligible(held: Held, { approvers }: Requirement, person: Person): boolean {
  const isUser = person.id.startsWith('user:');
  if (!isUser && !person.id.startsWith('filesystem:')) return false;
  if (approvers.length === 0) return person.mayApprove;
  if (!isUser) return false;
  const done = held.ask.escalations.filter((one) => held.escalated.has(keyOf(one)));
  const named = new Set([...approvers, ...done.flatMap(({ to }) => to)]);
  return named.has(person.id) || person.groups.some((group) => named.has(group));
}

export const keyOf = ({ afterMs, to }: Ask['escalations'][number]): string =>
  `${afterMs} ${to.join(' ')}`;

const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1);
