import type { Endpoint } from './endpoint.ts';
import * as approvals from './endpoints/approvals.ts';
import * as audit from './endpoints/audit.ts';
import * as decisions from './endpoints/decisions.ts';
import * as halts from './endpoints/halts.ts';
import * as keys from './endpoints/keys.ts';
import * as operation from './endpoints/operation.ts';
import * as people from './endpoints/people.ts';
import * as policies from './endpoints/policies.ts';
import * as sessions from './endpoints/sessions.ts';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'access' in value;

/** Everything that can be asked of a server, in the order of its description. */
export const ENDPOINTS: readonly Endpoint[] = [
  decisions,
  approvals,
  policies,
  audit,
  halts,
  keys,
  people,
  sessions,
  operation,
].flatMap((group) => Object.values(group).filter(isEndpoint));
