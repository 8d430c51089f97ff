import type { Endpoint } from './endpoint.ts';
import * as approvals from './endpoints/approvals.ts';
import * as audit from './endpoints/audit.ts';
import * as decisions from './endpoints/decisions.ts';
import * as halts from './endpoints/halts.ts';
import * as identity from './endpoints/identity.ts';
import * as operation from './endpoints/operation.ts';
import * as policies from './endpoints/policies.ts';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'access' in value;

/** Everything that can be asked of a server, in the order of its description. */
export const ENDPOINTS: readonly Endpoint[] = [
  decisions,
  approvals,
  policies,
  audit,
  halts,
  identity,
  operation,
].flatMap((group) => Object.values(group).filter(isEndpoint));
