import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import type { Call } from '../../src/policy/call.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { manualClock, START } from '../support/manual-clock.ts';
import { eventsOf } from './gated.ts';
import { approve, change, HELD, hold, OTHER, REFUND, started, type Texts } from './serving.ts';

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
  'an exception added approves': {
    before: HELD,
    after: `${HELD}  except:\n    - refund: param.amount < 2000\n`,
    status: 'approved',
  },
  'a condition added to the block of rules approves': {
    before: HELD,
    after: `${HELD}  when: resource.environment == "production"\n`,
    call: { ...REFUND, resource: { environment: 'test' } },
    status: 'approved',
  },
  'agents narrowed to others approves': {
    before: HELD,
    after: `agents: ["order-*"]\n${HELD}`,
    call: { ...REFUND, agent: { id: 'billing' } },
    status: 'approved',
  },
  'agents narrowed leaves a call that names none': {
    before: HELD,
    after: `agents: ["order-*"]\n${HELD}`,
    status: 'pending',
  },
  'a default of another document that blocks does not matter to a rule': {
    before: HELD,
    after: { 'a.yaml': HELD, 'b.yaml': `default: block\n${OTHER}` },
    status: 'pending',
  },
  'a monitored block leaves it': {
    before: HELD,
    after: { 'a.yaml': HELD, 'b.yaml': 'mode: monitor\nblock:\n  tools: [refund]\n' },
    status: 'pending',
  },
  'a block that is enforced after a time rejects': {
    before: { 'a.yaml': HELD, 'b.yaml': 'mode: monitor\nblock:\n  tools: [refund]\n' },
    after: { 'a.yaml': HELD, 'b.yaml': 'block:\n  tools: [refund]\n' },
    status: 'rejected',
  },
  'a pattern that widens to a block rejects': {
    before: `${HELD}block:\n  tools: ["db.*"]\n`,
    after: `${HELD}block:\n  tools: ["*"]\n`,
    status: 'rejected',
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
  const cells = Object.entries(CELLS).flatMap(([name, cell]) => [
    [name, 'in a process that knows the one before', cell] as const,
    [name, 'in a new process', cell] as const,
  ]);
  test.each(cells)('A08: %s, %s', async (_, where, cell) => {
    const store = openMemoryStore();
    const service = await started(cell.before, store);
    const { version } = service.policy;
    const id = await hold(service, cell.call);
    for (const [name, ...groups] of cell.votes ?? []) await approve(service, id, name, ...groups);
    const deadline = (await service.reviews.find(id)).deadline;
    const changed = where === 'in a new process' ? await started(cell.after, store) : undefined;
    const policy = changed?.policy ?? (await change(service, cell.after));
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
