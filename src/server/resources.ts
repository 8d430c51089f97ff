import type { Resource } from './handler.ts';
import { approvalResources } from './resources/approvals.ts';
import { foreverResources } from './resources/approve-forever.ts';
import { auditResources } from './resources/audit.ts';
import { bulkReviewResources } from './resources/bulk-review.ts';
import { claimResources } from './resources/claims.ts';
import { decisionResources } from './resources/decisions.ts';
import { eventResources } from './resources/events.ts';
import { groupResources } from './resources/groups.ts';
import { haltResources } from './resources/halts.ts';
import { healthResources } from './resources/health.ts';
import { keyResources } from './resources/keys.ts';
import { lateDecisionResources } from './resources/late-decisions.ts';
import { metricsResources } from './resources/metrics.ts';
import { openApiResources } from './resources/openapi.ts';
import { policyResources } from './resources/policies.ts';
import { runResources } from './resources/runs.ts';
import { sessionResources } from './resources/sessions.ts';
import { userResources } from './resources/users.ts';

/** Every endpoint with what it does. */
export const RESOURCES: readonly Resource[] = [
  decisionResources,
  lateDecisionResources,
  approvalResources,
  claimResources,
  bulkReviewResources,
  foreverResources,
  policyResources,
  auditResources,
  runResources,
  haltResources,
  keyResources,
  userResources,
  groupResources,
  sessionResources,
  eventResources,
  healthResources,
  metricsResources,
  openApiResources,
].flat();
