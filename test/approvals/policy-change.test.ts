import { describe, expect, test } from 'vitest';
import { captureCall } from '../../src/approvals/capture.ts';
import type { CapturedCall } from '../../src/approvals/captured-call.ts';
import { randomIds } from '../../src/approvals/random-ids.ts';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { Store } from '../../src/approvals/store.ts';
import type { Call } from '../../src/policy/call.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { type ManualClock, manualClock, START } from '../support/manual-clock.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf } from './gated.ts';
import { person } from './held.ts';

type Texts = string | Readonly<Record<string, string>>;

const policyOf = (texts: Texts): Policy =>
  compiled(
    typeof texts === 'string'
      ? texts
      : Object.entries(texts).map(([name, text]) => ({ name, text })),
  );

function captured(call: Call): CapturedCall {
  const capture = captureCall(call, { unbound: false });
  if (!capture.ok) throw new Error(capture.message);
  return capture.captured;
}

/** A service on a store, started with a policy that is active. */
async function started(texts: Texts, store: Store = openMemoryStore(), clock = manualClock()) {
  const service = new ApprovalService(policyOf(texts), {
    store,
    clock,
    ids: randomIds(),
    onError: (error) => {
      throw error;
    },
  });
  await service.activate(service.policy, undefined);
  return service;
}

const REFUND: Call = { tool: 'refund', param: { amount: 1290 } };
const OPTIONS = { idempotencyKey: null, requesters: [], mode: 'enforce' } as const;

async function hold(service: ApprovalService, call: Call = REFUND): Promise<string> {
  const { request } = await service.request(captured(call), OPTIONS);
  if (request === undefined) throw new Error('the call was not held');
  return request.id;
}

/** Approves, and gives what became of the request. */
const approve = (service: ApprovalService, id: string, name: string, ...groups: string[]) =>
  service.reviews.vote(id, { voter: person(name, ...groups), choice: 'approve', reason: null });

/** Activates a changed policy as a changed file does. */
async function change(service: ApprovalService, texts: Texts): Promise<Policy> {
  const policy = policyOf(texts);
  await service.activate(policy, service.policy.version);
  return policy;
}

interface Cell {
  readonly before: Texts;
  /** Votes before the change. */
  readonly votes?: readonly (readonly [string, ...string[]])[];
  readonly after: Texts;
  readonly status: ApprovalRequest['resolution']['status'];
  /** What the reason names beside both versions. */
  readonly reason?: readonly string[];
  readonly call?: Call;
}

const HELD = 'approval:\n  tools: [refund]\n';
const OTHER = 'approval:\n  tools: [other]\n';

const CELLS: Readonly<Record<string, Cell>> = {
  'a rule relaxed approves': {
    before: 'approval:\n  tools:\n    - refund: param.amount > 1000\n',
    after: 'approval:\n  tools:\n    - refund: param.amount > 5000\n',
    status: 'approved',
    reason: ['`refund` of `a`', 'allows the call'],
  },
  'a rule removed approves': {
    before: 'approval:\n  tools: [refund, other]\n',
    after: OTHER,
    status: 'approved',
    reason: ['`refund` of `a`'],
  },
  'a document removed approves': {
    before: { 'a.yaml': HELD, 'b.yaml': OTHER },
    after: { 'b.yaml': OTHER },
    status: 'approved',
    reason: ['`refund` of `a`'],
  },
  'a document set to monitor approves': {
    before: HELD,
    after: `mode: monitor\n${HELD}`,
    status: 'approved',
  },
  'an allow rule approves what a default held': {
    before: 'default: require_approval\n',
    after: 'default: require_approval\nallow:\n  tools: [refund]\n',
    status: 'approved',
    reason: ['the default of `a`', 'allows the call by `refund` of `a`'],
  },
  'a rule unchanged leaves it': {
    before: HELD,
    after: { 'a.yaml': HELD, 'b.yaml': OTHER },
    status: 'pending',
  },
  'a rule moved within its file leaves it': {
    before: HELD,
    after: `# a comment\n\n${HELD}`,
    status: 'pending',
  },
  'one of two rules removed leaves it': {
    before: { 'a.yaml': HELD, 'b.yaml': HELD },
    after: { 'b.yaml': HELD },
    status: 'pending',
  },
  'quorum up leaves it': {
    before: `${HELD}  quorum: 2\n`,
    votes: [['alice']],
    after: `${HELD}  quorum: 3\n`,
    status: 'pending',
  },
  'quorum down leaves it without votes': {
    before: `${HELD}  quorum: 2\n`,
    after: `${HELD}  quorum: 1\n`,
    status: 'pending',
  },
  'quorum down to the votes cast approves': {
    before: `${HELD}  quorum: 2\n`,
    votes: [['alice']],
    after: `${HELD}  quorum: 1\n`,
    status: 'approved',
    reason: ['the votes that were cast meet what `refund` of `a`'],
  },
  'approvers changed to somebody who voted approves': {
    before: `${HELD}  approvers: ["group:finance", "user:alice"]\n  quorum: 2\n`,
    votes: [['alice']],
    after: `${HELD}  approvers: ["user:alice"]\n`,
    status: 'approved',
  },
  'approvers changed so that a vote no longer counts leaves it': {
    before: `${HELD}  approvers: ["user:alice", "user:bob"]\n  quorum: 2\n`,
    votes: [['alice']],
    after: `${HELD}  approvers: ["group:finance"]\n`,
    status: 'pending',
  },
  'a second document that asks for more leaves it': {
    before: `${HELD}  quorum: 2\n`,
    votes: [['alice']],
    after: { 'a.yaml': HELD, 'b.yaml': `${HELD}  approvers: ["group:legal"]\n` },
    status: 'pending',
  },
  'an escalation added leaves it': {
    before: HELD,
    after: `${HELD}  escalate: { after: 5m, to: ["group:leads"] }\n`,
    status: 'pending',
  },
  'a block rejects': {
    before: HELD,
    after: `${HELD}block:\n  tools: [refund]\n`,
    status: 'rejected',
    reason: ['blocks the call by `refund` of `a`'],
  },
  'a block beats an allow of another document': {
    before: HELD,
    after: { 'a.yaml': 'allow:\n  tools: [refund]\n', 'b.yaml': 'block:\n  tools: [refund]\n' },
    status: 'rejected',
    reason: ['by `refund` of `b`'],
  },
  'a default that blocks rejects': {
    before: HELD,
    after: 'default: block\n',
    status: 'rejected',
    reason: ['the default of `a`'],
  },
  'hold: a relaxed rule leaves it': {
    before: `on_policy_change: hold\n${HELD}`,
    after: OTHER,
    status: 'pending',
  },
  'hold: of one of several documents is enough': {
    before: { 'a.yaml': HELD, 'b.yaml': `on_policy_change: hold\n${HELD}` },
    after: OTHER,
    status: 'pending',
  },
  'hold: a block rejects all the same': {
    before: `on_policy_change: hold\n${HELD}`,
    after: 'block:\n  tools: [refund]\n',
    status: 'rejected',
  },
  'hold: of a rule that does not hold the call means nothing': {
    before: { 'a.yaml': HELD, 'b.yaml': `on_policy_change: hold\n${OTHER}` },
    after: OTHER,
    status: 'approved',
  },
  'a condition that errs under the new policy leaves it': {
    before: HELD,
    after: 'approval:\n  tools:\n    - refund: param.missing > 1\n',
    status: 'pending',
  },
  'a block whose condition errs rejects': {
    before: HELD,
    after: 'block:\n  tools:\n    - refund: param.missing > 1\n',
    status: 'rejected',
  },
  'an allow whose condition errs leaves it': {
    before: 'default: require_approval\n',
    after: 'default: require_approval\nallow:\n  tools:\n    - refund: param.missing > 1\n',
    status: 'pending',
  },
};

describe('a policy that comes into force', () => {
  test.each(Object.entries(CELLS))('A08: %s', async (_, cell) => {
    const store = openMemoryStore();
    const service = await started(cell.before, store);
    const { version } = service.policy;
    const id = await hold(service, cell.call);
    for (const [name, ...groups] of cell.votes ?? []) await approve(service, id, name, ...groups);
    const deadline = (await service.reviews.find(id)).deadline;
    const policy = await change(service, cell.after);
    const { resolution, ...request } = await service.reviews.find(id);
    expect(resolution.status).toBe(cell.status);
    expect(request.deadline).toBe(deadline);
    if (resolution.status === 'pending') return;
    expect(resolution).toMatchObject({
      code: 'policy_change',
      resolvedBy: null,
      policyVersion: policy.version,
    });
    const parts = [...(cell.reason ?? []), 'policy_change', version, policy.version];
    for (const part of parts) expect(resolution.reason).toContain(part);
    const event = (await eventsOf(store)).findLast(
      ({ action }) => action === `approval.${resolution.status}`,
    );
    expect(event).toMatchObject({ request: id, reason: resolution.reason, wait_ms: 0 });
    expect(event).not.toHaveProperty('person');
  });

  test('A08: what stays pending follows the new terms, but not in its deadline and on_rejection', async () => {
    const service = await started(
      `${HELD}  timeout: 1h\n  on_rejection: continue\n  message: one\n  notify: [slack]\n`,
    );
    const id = await hold(service);
    const policy = await change(
      service,
      `${HELD}  timeout: 5m\n  on_rejection: fail\n  message: two\n  notify: [mail]\n  quorum: 2\n  approvers: ["group:finance"]\n  escalate: { after: 2m, to: ["group:leads"] }\n`,
    );
    const request = await service.reviews.find(id);
    expect(request.deadline).toBe(START + 3_600_000);
    expect(request.terms).toMatchObject({
      onRejection: 'continue',
      notify: ['mail'],
      requirements: [{ approvers: ['group:finance'], quorum: 2 }],
      escalations: [{ afterMs: 120_000, to: ['group:leads'] }],
    });
    expect(request.ruling).toMatchObject({
      policyVersion: policy.version,
      message: 'two',
      shownMessage: 'two',
    });
    await expect(approve(service, id, 'alice')).rejects.toMatchObject({
      code: 'approval/not-eligible',
    });
  });

  test('A07, A08: an escalation that it adds is done in its time', async () => {
    const clock = manualClock();
    const service = await started(HELD, openMemoryStore(), clock);
    const id = await hold(service);
    clock.advance(600_000);
    await change(service, `${HELD}  escalate: { after: 5m, to: ["group:leads"] }\n`);
    await service.sweep();
    expect((await service.reviews.find(id)).escalated).toHaveLength(1);
  });

  test('A08: monitor and back leaves what it approved approved', async () => {
    const service = await started(HELD);
    const id = await hold(service);
    await change(service, `mode: monitor\n${HELD}`);
    await change(service, HELD);
    expect((await service.reviews.find(id)).resolution.status).toBe('approved');
  });

  test('A08: hold: people see which version would allow the call, and still decide', async () => {
    const store = openMemoryStore();
    const service = await started(`on_policy_change: hold\n${HELD}`, store);
    const id = await hold(service);
    const policy = await change(service, OTHER);
    expect((await service.reviews.find(id)).ruling.heldAgainst).toBe(policy.version);
    expect((await eventsOf(store)).at(-2)).toMatchObject({
      action: 'approval.held',
      reason: expect.stringContaining(policy.version),
    });
    const approved = await approve(service, id, 'alice');
    expect(approved.resolution).toMatchObject({ status: 'approved', code: 'approved_by_vote' });
    await service.claim(id, approved.captured.digest, 1_000);
  });

  test('A08: hold: a policy that holds the call again says so', async () => {
    const service = await started(`on_policy_change: hold\n${HELD}`);
    const id = await hold(service);
    await change(service, OTHER);
    const policy = await change(service, HELD);
    expect((await service.reviews.find(id)).ruling).toMatchObject({
      heldAgainst: null,
      policyVersion: policy.version,
    });
    // what the rule said when the request was made counts on
    await change(service, OTHER);
    expect((await service.reviews.find(id)).resolution.status).toBe('pending');
  });

  test('A08: conditions on `now` see the time of the call', async () => {
    const clock = manualClock(Date.UTC(2026, 0, 5, 9));
    const service = await started(HELD, openMemoryStore(), clock);
    const id = await hold(service);
    clock.advance(20 * 60_000);
    await change(
      service,
      'block:\n  tools:\n    - refund: now > timestamp("2026-01-05T09:10:00Z")\n',
    );
    expect((await service.reviews.find(id)).resolution.status).toBe('approved');
  });

  test('A08: what is due at its moment has expired', async () => {
    const clock = manualClock();
    const service = await started(`${HELD}  timeout: 1m\n`, openMemoryStore(), clock);
    const id = await hold(service);
    clock.advance(60_000);
    await change(service, OTHER);
    expect((await service.reviews.find(id)).resolution.status).toBe('expired');
  });

  test('A08: releases whoever waits at once', async () => {
    const service = await started(HELD);
    const id = await hold(service);
    const waiting = service.reviews.wait(id, 20_000);
    await change(service, OTHER);
    expect((await waiting).resolution.status).toBe('approved');
  });

  test('A08: each of many requests by itself, in one transaction', async () => {
    const store = openMemoryStore();
    const service = await started('approval:\n  tools:\n    - refund: param.amount > 0\n', store);
    const ids: string[] = [];
    for (let amount = 1; amount <= 1_200; amount += 1) {
      ids.push(await hold(service, { tool: 'refund', param: { amount } }));
    }
    await change(
      service,
      'approval:\n  tools:\n    - refund: param.amount > 400\nblock:\n  tools:\n    - refund: param.amount > 800\n',
    );
    const found = await Promise.all(ids.map((id) => service.reviews.find(id)));
    expect(found.map(({ resolution }) => resolution.status)).toEqual(
      ids.map((_, index) => (index < 400 ? 'approved' : index < 800 ? 'pending' : 'rejected')),
    );
    expect(
      (await eventsOf(store)).findLast(({ action }) => action === 'policy.activated'),
    ).toMatchObject({
      details: { resolved: 800 },
    });
  });
});

describe('a request that is made while the policy changes', () => {
  test('A08: is decided again by the version that is active', async () => {
    const fragile = fragileStore();
    const service = await started(HELD, fragile.store);
    const other = await started(HELD, fragile.store);
    fragile.beforeWrite = async () => {
      fragile.beforeWrite = async () => {};
      await change(other, 'block:\n  tools: [refund]\n');
    };
    const { decision, request } = await service.request(captured(REFUND), OPTIONS);
    expect(decision).toMatchObject({ decision: 'block', policyVersion: other.policy.version });
    expect(request).toBeUndefined();
    expect(service.policy.version).toBe(other.policy.version);
    const decided = (await eventsOf(fragile.store)).filter(
      ({ action }) => action === 'call.decided',
    );
    expect(decided).toMatchObject([{ decision: 'block', policy_version: other.policy.version }]);
  });

  test('A14: is claimed by the version that is active', async () => {
    const fragile = fragileStore();
    const service = await started(HELD, fragile.store);
    const other = await started(HELD, fragile.store);
    const id = await hold(service);
    const { captured: approved } = await approve(service, id, 'alice');
    fragile.beforeWrite = async () => {
      fragile.beforeWrite = async () => {};
      await change(other, 'block:\n  tools: [refund]\n');
    };
    await expect(service.claim(id, approved.digest, 1_000)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });
});

describe('several nodes', () => {
  test('A08: one activates, the other adopts what it finds in the store', async () => {
    const store = openMemoryStore();
    const [one, two] = [await started(HELD, store), await started(HELD, store)];
    await change(one, OTHER);
    expect(two.policy.version).not.toBe(one.policy.version);
    expect(await two.request(captured(REFUND), OPTIONS)).toMatchObject({
      decision: { decision: 'allow', policyVersion: one.policy.version },
    });
    expect(two.policy.version).toBe(one.policy.version);
  });

  test('A08: both see the same change: it happens once', async () => {
    const store = openMemoryStore();
    const [one, two] = [await started(HELD, store), await started(HELD, store)];
    await hold(one);
    const activations = await Promise.all(
      [one, two].map((service) => service.activate(policyOf(OTHER), service.policy.version)),
    );
    expect(activations).toEqual([
      { status: 'activated', resolved: 1 },
      { status: 'active-already' },
    ]);
    const events = (await eventsOf(store)).map(({ action }) => action);
    expect(events.filter((action) => action === 'approval.approved')).toHaveLength(1);
    expect(events.filter((action) => action === 'policy.activated')).toHaveLength(2);
  });

  test('A08: a start with an old version does not bring it back', async () => {
    const store = openMemoryStore();
    const one = await started(HELD, store);
    await change(one, OTHER);
    const late = await started(HELD, store);
    expect(late.policy.version).toBe(one.policy.version);
    expect((await store.activePolicy())?.version).toBe(one.policy.version);
  });

  test('A08: a start with a version that was never active activates it', async () => {
    const store = openMemoryStore();
    const one = await started(HELD, store);
    const id = await hold(one);
    const two = await started(OTHER, store);
    expect((await store.activePolicy())?.version).toBe(two.policy.version);
    expect((await one.reviews.find(id)).resolution.status).toBe('approved');
  });

  test('A08: a node that has not seen the latest version does not bring an older one back', async () => {
    const store = openMemoryStore();
    const [one, two] = [await started(HELD, store), await started(HELD, store)];
    const first = policyOf(HELD);
    await change(one, OTHER);
    await change(one, 'default: require_approval\n');
    expect(await two.activate(policyOf(OTHER), first.version)).toEqual({
      status: 'superseded',
      active: one.policy.version,
    });
    expect(two.policy.version).toBe(one.policy.version);
  });

  test('A08: files that are changed back bring the older version back', async () => {
    const store = openMemoryStore();
    const service = await started(HELD, store);
    await change(service, OTHER);
    expect(await service.activate(policyOf(HELD), service.policy.version)).toMatchObject({
      status: 'activated',
    });
    expect((await store.activePolicy())?.version).toBe(policyOf(HELD).version);
  });
});

describe('a claim after the policy has changed', () => {
  const cells: readonly [string, Texts, 'executing' | 'void'][] = [
    ['the same version runs', `${HELD}  approvers: ["user:alice"]\n`, 'executing'],
    ['one that allows runs', OTHER, 'executing'],
    ['one that blocks voids', 'block:\n  tools: [refund]\n', 'void'],
    [
      'one whose terms the votes meet runs',
      `${HELD}  approvers: ["user:alice", "user:bob"]\n`,
      'executing',
    ],
    ['one whose terms they do not meet voids', `${HELD}  quorum: 2\n`, 'void'],
    ['one whose approvers are others voids', `${HELD}  approvers: ["user:bob"]\n`, 'void'],
    ['one that errs voids by a block', 'block:\n  tools:\n    - refund: param.x > 1\n', 'void'],
  ];
  test.each(cells)('A14: %s', async (_, after, status) => {
    const service = await started(`${HELD}  approvers: ["user:alice"]\n`);
    const id = await hold(service);
    const { captured: approved } = await approve(service, id, 'alice');
    await change(service, after);
    const claimed = service.claim(id, approved.digest, 1_000);
    if (status === 'executing') await claimed;
    else await expect(claimed).rejects.toMatchObject({ code: 'approval/void' });
    const request = await service.reviews.find(id);
    expect(request.execution.status).toBe(status);
    expect(request.resolution.status).toBe('approved');
    if (request.execution.status === 'void') {
      expect(request.execution.reason).toContain(service.policy.version);
    }
  });

  test('A14: what a policy approved, and the next one holds, is void', async () => {
    const service = await started(HELD);
    const id = await hold(service);
    await change(service, OTHER);
    const { captured: approved } = await service.reviews.find(id);
    await change(service, HELD);
    await expect(service.claim(id, approved.digest, 1_000)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });

  test('A14: it is decided at the time of the claim', async () => {
    const clock: ManualClock = manualClock(Date.UTC(2026, 0, 5, 9));
    const evening = `${HELD}block:\n  tools:\n    - refund: now > timestamp("2026-01-05T09:10:00Z")\n`;
    const service = await started(evening, openMemoryStore(), clock);
    const id = await hold(service);
    const { captured: approved } = await approve(service, id, 'alice');
    clock.advance(15 * 60_000);
    await expect(service.claim(id, approved.digest, 1_000)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });
});
