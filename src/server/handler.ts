import type { z } from 'zod';
import type { Access, Endpoint } from '../contract/endpoint.ts';
import type { AgentPrincipal, PersonPrincipal, Principal } from '../identity/principal.ts';
import type { ServerContext } from './server-context.ts';

/** Who can have asked, by what access an endpoint gives. */
export type Asking<Who extends Access> = Who extends 'decide'
  ? AgentPrincipal
  : Who extends 'review' | 'oversee' | 'administer'
    ? PersonPrincipal
    : Who extends 'anybody'
      ? Principal | undefined
      : Principal;

/** A request that was authenticated, authorized and validated. */
export interface Asked<Params, Query, Body, Who extends Access> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly principal: Asking<Who>;
  readonly idempotencyKey: string | undefined;
  /** `Last-Event-ID`, where it is a number. */
  readonly lastEventId: number | undefined;
  /** The address it came from. */
  readonly address: string;
  /** Aborted when whoever asked goes away. Whoever waits looks at `ServerContext.closing` as well. */
  readonly signal: AbortSignal;
  /** Makes the browser keep a session, or forget it. */
  readonly setSession: (token: string | undefined) => void;
}

/**
 * What an endpoint does. Gives the body of the answer; of lines or events, pieces of text as they are sent.
 *
 * @throws ProblemError, IdentityError, ConflictError, StoreError
 */
export type Handler<E extends Endpoint> =
  E extends Endpoint<infer Params, infer Query, infer Body, infer Answer, infer Who>
    ? (
        asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>, Who>,
        context: ServerContext,
      ) => Promise<z.input<Answer> | AsyncIterable<string> | undefined>
    : never;

/** An endpoint with what it does. */
export interface Resource {
  readonly endpoint: Endpoint;
  readonly handle: (
    asked: Asked<unknown, unknown, unknown, Access>,
    context: ServerContext,
  ) => Promise<unknown>;
}

/** Pairs an endpoint with its handler; the types of both agree. */
export function resource<E extends Endpoint>(endpoint: E, handle: Handler<E>): Resource;
export function resource(endpoint: Endpoint, handle: Resource['handle']): Resource {
  return { endpoint, handle };
}
