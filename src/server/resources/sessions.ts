import {
  changePassword,
  redeemLink,
  signIn,
  signOut,
  whoAmI,
} from '../../contract/endpoints/sessions.ts';
import type { Principal } from '../../identity/principal.ts';
import { type Resource, resource } from '../handler.ts';

/** Who is asking; signing in and out. */
export const sessionResources: readonly Resource[] = [
  resource(whoAmI, async ({ principal }) => onWire(principal)),

  resource(signIn, async ({ body, address, setSession }, { identity }) => {
    const { token, principal } = await identity.signIn({ ...body, address });
    setSession(token);
    return onWire(principal);
  }),

  resource(redeemLink, async ({ body, address, setSession }, { identity }) => {
    const { token, principal } = await identity.redeemLink({
      token: body.token,
      user: body.user ?? null,
      password: body.password ?? null,
      address,
    });
    setSession(token);
    return onWire(principal);
  }),

  resource(signOut, async ({ principal, setSession }, { identity }) => {
    await identity.signOut(principal);
    setSession(undefined);
    return undefined;
  }),

  resource(changePassword, async ({ body, principal, address }, { identity }) => {
    const change = { old: body.old ?? null, new: body.new, address };
    await identity.changePassword(principal, change);
    return undefined;
  }),
];

const onWire = (principal: Principal) =>
  principal.kind === 'agent'
    ? {
        kind: principal.kind,
        role: principal.role,
        agent: principal.agentId,
        user: null,
        groups: [],
      }
    : {
        kind: principal.kind,
        role: principal.role,
        agent: null,
        user: principal.userId,
        groups: [...principal.groups],
      };
