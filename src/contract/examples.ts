import type { ApprovalWire } from './approval.ts';
import type { CallWire } from './call.ts';
import type { DecisionWire } from './decision.ts';
import type { ProblemBody } from './problem.ts';

/** What goes in and out of an endpoint, as an example. */
export interface Example {
  readonly body?: unknown;
  readonly answer?: unknown;
}

const VERSION = 'sha256:1fff39be30a18fa51807c91f6c4a9a5717dc0b10653da45d95afedc8f73d95c2';
const AT = '2026-11-20T09:30:00.000Z';
const ID = 'apr_01a1f9832fd00000318de0b9fd0ff2332931';
const CLAIM_ID = 'clm_5f1e0a6a1f0b4c0e9d0f4b7a6c3d2e1f';
const RULE = {
  policy: 'order-manager',
  kind: 'approval',
  pattern: 'orders.refund',
  condition: 'param.amount > 1000',
  file: 'order-manager.yaml',
  line: 6,
  column: 7,
} as const;

const CALL: CallWire = {
  tool: 'orders.refund',
  param: { order: 'A-1001', amount: 1290 },
  run: { id: 'run-1', user: 'alice@example.com' },
};

const DECISION: DecisionWire = {
  decision: 'require_approval',
  mode: 'enforce',
  rule: RULE,
  message: 'Refund of 1290 needs a manager.',
  approval: {
    timeout_ms: 3_600_000,
    on_rejection: 'continue',
    allow_self_approval: false,
    requirements: [{ approvers: ['group:finance'], quorum: 1 }],
    escalations: [],
    notify: [],
    on_policy_change: 'resolve',
  },
  errors: [],
  policy_version: VERSION,
};

const PENDING: ApprovalWire = {
  id: ID,
  status: 'pending',
  tool: 'orders.refund',
  server: null,
  agent: 'refund-agent',
  run: 'run-1',
  param: { order: 'A-1001', amount: 1290 },
  unbound: false,
  digest: 'hmac-sha256:82ef91ba6de4c0098635fb1d6804f2092623315376f8908fb08cac9e6c6138e4',
  created_at: AT,
  deadline: '2026-11-20T10:30:00.000Z',
  ruling: {
    policy_version: VERSION,
    rule: RULE,
    message: 'Refund of 1290 needs a manager.',
    held_against: null,
  },
  on_rejection: 'continue',
  allow_self_approval: false,
  requesters: ['user:alice@example.com'],
  requirements: [{ approvers: ['group:finance'], quorum: 1, approved_by: [], met: false }],
  votes: [],
  resolution: null,
  execution: { status: 'waiting', claimed_at: null, at: null, reason: null, late_outcome: null },
};

const APPROVED: ApprovalWire = {
  ...PENDING,
  status: 'approved',
  requirements: [
    { approvers: ['group:finance'], quorum: 1, approved_by: ['user:bob@example.com'], met: true },
  ],
  votes: [
    {
      voter: 'user:bob@example.com',
      choice: 'approve',
      reason: 'checked with the customer',
      via: 'session',
      at: '2026-11-20T09:31:12.000Z',
    },
  ],
  resolution: {
    status: 'approved',
    at: '2026-11-20T09:31:12.000Z',
    code: 'approved_by_vote',
    resolved_by: 'user:bob@example.com',
    reason: 'checked with the customer',
    policy_version: VERSION,
  },
  execution: { ...PENDING.execution, status: 'unclaimed' },
};

const CLAIMED: ApprovalWire = {
  ...APPROVED,
  execution: { ...APPROVED.execution, status: 'executing', claimed_at: '2026-11-20T09:31:12.010Z' },
};

const REJECTED: ApprovalWire = {
  ...PENDING,
  status: 'rejected',
  resolution: {
    status: 'rejected',
    at: '2026-11-20T09:31:12.000Z',
    code: 'rejected_by_vote',
    resolved_by: 'user:bob@example.com',
    reason: 'wrong account',
    policy_version: VERSION,
  },
};

const PROBLEM: ProblemBody = {
  type: 'urn:assent:problem:approval/not-pending',
  title: 'approval not pending',
  status: 409,
  code: 'approval/not-pending',
  detail: 'this request is approved by `user:bob@example.com`',
  approval_id: ID,
};

const FILE = 'approval:\n  tools:\n    - orders.refund: param.amount > 1000\n';
const DIFF =
  '--- order-manager.yaml\n+++ order-manager.yaml\n@@ -8,2 +8,4 @@\n       - orders.refund: param.amount > 1000\n+    except:\n+      - orders.refund: param.order == "A-1001"\n     timeout: 1h\n';
const CHECKPOINT = {
  checkpoint: { log: '0f2d6c1e8a7b4d3f9c5e1a2b3c4d5e6f', seq: 42, hash: 'a'.repeat(64), at: AT },
  signature: 'c2lnbmF0dXJl',
};
const ENTRY = {
  seq: 3,
  hash: 'b'.repeat(64),
  prev: 'c'.repeat(64),
  event: { action: 'approval.requested', at: AT, request: ID, tool: 'orders.refund' },
};
const KEY = {
  id: '7k2m9q4t',
  name: 'refund agent in production',
  role: 'agent',
  agent: 'refund-agent',
  owner: 'user:alice@example.com',
  created_at: AT,
  expires_at: null,
  revoked_at: null,
} as const;
const SECRET = 'assent_7k2m9q4t_...';
const USER = {
  id: 'user:bob@example.com',
  role: 'approver',
  disabled: false,
  has_password: true,
  groups: ['group:finance'],
  created_at: AT,
} as const;
const GROUP = { id: 'group:finance', members: ['user:bob@example.com'] };
const ME = {
  kind: 'person',
  role: 'approver',
  agent: null,
  user: 'user:bob@example.com',
  groups: ['group:finance'],
} as const;
const LINK = 'http://127.0.0.1:4319/sign-in#token=...';
const HALT = { agent: 'refund-agent', by: 'user:alice@example.com', reason: 'odd refunds', at: AT };
const DOCUMENTS = [{ name: 'order-manager.yaml', text: FILE }];
const REVIEW = { reason: 'checked with the customer' };
const ACTIVATED = { version: VERSION, resolved: 3 };

/** One example an endpoint, by its id; a test holds each against the schemas. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  decide: { body: { call: CALL }, answer: { decision: DECISION, approval: PENDING } },
  recordLate: {
    body: { calls: [{ call: CALL, at: '2026-11-20T09:30:00.000Z' }] },
    answer: { recorded: 1 },
  },
  check: { body: { call: CALL, explain: false }, answer: { decision: DECISION } },
  checkByQuery: { answer: { decision: DECISION } },
  listApprovals: { answer: { approvals: [PENDING], next: null } },
  showApproval: { answer: PENDING },
  waitForApproval: { answer: APPROVED },
  approve: { body: REVIEW, answer: APPROVED },
  reject: { body: { reason: 'wrong account' }, answer: REJECTED },
  cancel: {
    body: { reason: 'no longer needed' },
    answer: {
      ...REJECTED,
      status: 'cancelled',
      resolution: { ...REJECTED.resolution, status: 'cancelled', code: 'withdrawn' },
    },
  },
  reveal: { answer: { param: CALL.param } },
  claim: {
    body: { call: CALL, claim_id: CLAIM_ID, lease_ms: 30_000 },
    answer: { claim_id: CLAIM_ID, lease_ms: 30_000, approval: CLAIMED },
  },
  renew: { body: { claim_id: CLAIM_ID, lease_ms: 30_000 }, answer: CLAIMED },
  reportOutcome: {
    body: { claim_id: CLAIM_ID, outcome: 'succeeded' },
    answer: { ...CLAIMED, execution: { ...CLAIMED.execution, status: 'succeeded', at: AT } },
  },
  approveMany: {
    body: { ids: [ID], ...REVIEW },
    answer: { results: [{ id: ID, ok: false, problem: PROBLEM }] },
  },
  rejectMany: {
    body: { ids: [ID], reason: 'wrong account' },
    answer: { results: [{ id: ID, ok: true, approval: REJECTED }] },
  },
  previewForever: {
    body: { pin: ['order'] },
    answer: {
      file: 'order-manager.yaml',
      diff: DIFF,
      confirm: `sha256:${'d'.repeat(64)}`,
      writable: true,
    },
  },
  approveForever: {
    body: { pin: ['order'], confirm: `sha256:${'d'.repeat(64)}`, ...REVIEW },
    answer: { approval: APPROVED, file: 'order-manager.yaml', patch: DIFF, written: true },
  },
  showPolicies: {
    answer: {
      version: VERSION,
      documents: [
        {
          name: 'order-manager',
          file: 'order-manager.yaml',
          mode: 'enforce',
          default: 'allow',
          agents: [],
          text: FILE,
        },
      ],
      files: { paths: ['policies'], version: VERSION, problem: null },
    },
  },
  listVersions: {
    answer: { active: VERSION, versions: [{ version: VERSION, activated_at: AT }] },
  },
  showVersion: {
    answer: {
      version: VERSION,
      sources: { documents: DOCUMENTS, catalogs: [], agent_file: false },
    },
  },
  validatePolicies: {
    body: { documents: DOCUMENTS },
    answer: { version: VERSION, diagnostics: [] },
  },
  activatePolicies: { body: { documents: DOCUMENTS, from: VERSION }, answer: ACTIVATED },
  rollBack: { body: { version: VERSION, from: VERSION }, answer: ACTIVATED },
  queryAudit: { answer: { entries: [ENTRY], next: null } },
  exportAudit: { body: { after: 0 } },
  verifyAudit: { answer: { ok: true, entries: 42, problem: null } },
  listCheckpoints: { answer: { checkpoints: [CHECKPOINT] } },
  makeCheckpoint: { answer: CHECKPOINT },
  showRun: {
    answer: {
      run: 'run-1',
      calls: [
        {
          seq: 3,
          at: AT,
          tool: 'orders.refund',
          agent: 'refund-agent',
          decision: 'require_approval',
          reason: DECISION.message ?? null,
          rule: RULE,
          policy_version: VERSION,
          param: CALL.param ?? null,
          approval: {
            id: ID,
            status: 'approved',
            resolved_by: 'user:bob@example.com',
            reason: 'checked with the customer',
            wait_ms: 72_000,
            execution: 'succeeded',
          },
        },
      ],
      next: null,
    },
  },
  listHalts: { answer: { halts: [HALT] } },
  halt: {
    body: { agent: 'refund-agent', reason: 'odd refunds', cancel_pending: true },
    answer: { halts: [HALT], cancelled: 2 },
  },
  resume: { body: { agent: 'refund-agent', reason: 'mended' }, answer: { halts: [] } },
  listKeys: { answer: { keys: [KEY] } },
  createKey: {
    body: { name: KEY.name, role: 'agent', agent: 'refund-agent' },
    answer: { key: SECRET, ...KEY },
  },
  createOwnKey: {
    body: { name: 'laptop' },
    answer: { key: SECRET, ...KEY, name: 'laptop', role: 'approver', agent: null },
  },
  revokeKey: { answer: { ...KEY, revoked_at: AT } },
  revokeOwnKey: {
    answer: { ...KEY, name: 'laptop', role: 'approver', agent: null, revoked_at: AT },
  },
  listUsers: { answer: { users: [USER] } },
  createUser: {
    body: { user: 'bob@example.com', role: 'approver' },
    answer: { user: USER, link: LINK },
  },
  changeUser: { body: { role: 'approver', new_link: true }, answer: { user: USER, link: LINK } },
  removeUser: {},
  listGroups: { answer: { groups: [GROUP] } },
  putGroup: { body: { members: ['bob@example.com'] }, answer: GROUP },
  removeGroup: {},
  whoAmI: { answer: ME },
  signIn: { body: { user: 'bob@example.com', password: 'correct horse battery' }, answer: ME },
  redeemLink: { body: { token: LINK, password: 'correct horse battery' }, answer: ME },
  signOut: {},
  changePassword: { body: { old: 'correct horse battery', new: 'another one, just as long' } },
  events: {
    answer: {
      seq: 3,
      type: 'agent.approval.requested',
      at: AT,
      action: 'approval.requested',
      approval: PENDING,
      event: ENTRY.event,
    },
  },
  health: { answer: { status: 'ok' } },
  readiness: { answer: { status: 'ready' } },
  metrics: { answer: 'assent_decisions_total{decision="allow"} 42\n' },
  openapi: { answer: { openapi: '3.1.1' } },
};
