import { listGroups, putGroup, removeGroup } from '../../contract/endpoints/people.ts';
import { actorOf } from '../../identity/audited.ts';
import type { Group } from '../../identity/groups.ts';
import { type Resource, resource } from '../handler.ts';

/** Groups that policies name as approvers. */
export const groupResources: readonly Resource[] = [
  resource(listGroups, async (_, { identity }) => ({
    groups: (await identity.listGroups()).map(onWire),
  })),

  resource(putGroup, async ({ params, body, principal }, { identity }) =>
    onWire(await identity.putGroup(actorOf(principal), params.id, body.members)),
  ),

  resource(removeGroup, async ({ params, principal }, { identity }) => {
    await identity.removeGroup(actorOf(principal), params.id);
    return undefined;
  }),
];

const onWire = ({ id, members }: Group) => ({ id, members: [...members] });
