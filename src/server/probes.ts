import { health, metrics, readiness } from '../contract/endpoints/operation.ts';

/** Ids of the endpoints that machines ask again and again: how the server is. */
export const PROBES: ReadonlySet<string> = new Set([health.id, readiness.id, metrics.id]);
