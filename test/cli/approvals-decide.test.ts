import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../support/manual-clock.ts';
import { openOffice, REFUNDS } from './approvals-office.ts';

const ME = `filesystem:${userInfo().username}`;
const REFUND = { tool: 'orders.refund', param: { amount: 1290 }, agent: { id: 'order-agent' } };

describe('assent approvals approve, reject, cancel', () => {
  test.each([
    ['approve', 'approved', 'approved_by_vote'],
    ['reject', 'rejected', 'rejected_by_vote'],
    ['deny', 'rejected', 'rejected_by_vote'],
    ['cancel', 'cancelled', 'withdrawn'],
  ])('I03, A05: %s, with a reason, who and when', async (verb, status, code) => {
    const { assent, request, gate } = await openOffice();
    const id = await request(REFUND);
    const before = Date.now();
    const outcome = await assent('approvals', verb, id, '--reason', 'as discussed');
    expect(outcome).toEqual({ code: 0, out: `${id}: ${status}\n`, err: '' });
    const { resolution } = await gate.approvals.get(id);
    expect(resolution).toMatchObject({ status, code, resolvedBy: ME, reason: 'as discussed' });
    expect(resolution?.at).toBeGreaterThan(before - 60_000);
  });

  test('A05: without a reason there is none', async () => {
    const { assent, request, gate } = await openOffice();
    const id = await request(REFUND);
    expect(await assent('approvals', 'approve', id)).toMatchObject({ code: 0 });
    expect((await gate.approvals.get(id)).resolution?.reason).toBeNull();
  });

  test('A05: whoever comes second learns who was first, and changes nothing', async () => {
    const { assent, request, gate } = await openOffice();
    const id = await request(REFUND);
    await gate.approvals.reject(id, { by: { user: 'alice@example.com' }, reason: 'wrong account' });
    for (const verb of ['approve', 'reject', 'cancel']) {
      const { code, out, err } = await assent('approvals', verb, id);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(
        new RegExp(
          `^error: ${id}: this request is rejected already by \`user:alice@example.com\` at .*Z: wrong account\n$`,
        ),
      );
    }
    expect(await gate.approvals.getStatus(id)).toBe('rejected');
  });

  test('A03: a request past its deadline expires, and is not approved', async () => {
    const clock = manualClock(Date.now() - 86_400_000);
    const { assent, request, gate } = await openOffice(REFUNDS, { clock });
    const id = await request(REFUND);
    const { code, err } = await assent('approvals', 'approve', id);
    expect(code).toBe(1);
    expect(err).toContain(`${id}: this request is expired already`);
    expect(await gate.approvals.getStatus(id)).toBe('expired');
  });

  test('A06: a quorum says how many are still needed, and one person counts once', async () => {
    const policy = 'approval: { tools: [orders.*], quorum: 2 }\n';
    const { assent, request, gate } = await openOffice(policy);
    const id = await request(REFUND);
    const first = await assent('approvals', 'approve', id);
    const waiting = `${id}: 1 of 2 approvals, waiting for one more person\n`;
    expect(first).toEqual({ code: 0, out: waiting, err: '' });
    expect(await assent('approvals', 'approve', id)).toMatchObject({ code: 1, out: '' });
    expect(await gate.approvals.getStatus(id)).toBe('pending');
    await gate.approvals.approve(id, { by: { user: 'alice@example.com' } });
    expect(await gate.approvals.getStatus(id)).toBe('approved');
  });

  test('A06: the command line is nobody that a policy names, and says what to do', async () => {
    const user = userInfo().username;
    const policy = `approval: { tools: [orders.*], approvers: ["group:finance", "user:${user}"] }\n`;
    const { assent, request, gate } = await openOffice(policy);
    const id = await request(REFUND);
    for (const verb of ['approve', 'reject']) {
      const { code, out, err } = await assent('approvals', verb, id);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(`\`${ME}\` is not among those who may decide this request`);
      expect(err).toContain(`the policy names \`group:finance\`, \`user:${user}\``);
      expect(err).toContain('`assent approvals cancel`');
    }
    expect((await gate.approvals.get(id)).votes).toEqual([]);
    expect(await assent('approvals', 'cancel', id)).toMatchObject({ code: 0 });
  });

  test('A06: where one requirement names people and another nobody, a vote counts in the other', async () => {
    const policy = [
      'approval:',
      '  - { tools: [orders.*], approvers: ["group:finance"] }',
      '  - { tools: [orders.refund] }',
    ].join('\n');
    const { assent, request } = await openOffice(policy);
    const id = await request(REFUND);
    const { code, out } = await assent('approvals', 'approve', id);
    expect(code).toBe(0);
    expect(out).toBe(`${id}: 0 of 1 approval, waiting for group:finance\n`);
  });

  test('A17: whoever asked for the call under the same name cannot approve it', async () => {
    const { assent, request } = await openOffice();
    const id = await request({ ...REFUND, run: { user: userInfo().username } });
    const { code, err } = await assent('approvals', 'approve', id);
    expect(code).toBe(1);
    expect(err).toContain(`\`${ME}\` asked for this call, and somebody else has to approve it`);
  });

  test('I03: several at once: a conflict in one does not keep the others from it', async () => {
    const { assent, request, gate } = await openOffice();
    const ids = [await request(REFUND), await request(REFUND), await request(REFUND)];
    await gate.approvals.cancel(ids[1] ?? '');
    const { code, out, err } = await assent('approvals', 'approve', ...ids);
    expect(code).toBe(1);
    expect(out).toBe(`${ids[0]}: approved\n${ids[2]}: approved\n`);
    expect(err).toContain(`${ids[1]}: this request is cancelled already`);
  });

  test('I03: an id that is none decides nothing', async () => {
    const { assent, request, gate } = await openOffice();
    const id = await request(REFUND);
    const outcome = await assent('approvals', 'approve', id, 'apr_nowhere');
    expect(outcome).toEqual({
      code: 1,
      out: '',
      err: 'error: there is no approval request `apr_nowhere`\n',
    });
    expect(await gate.approvals.getStatus(id)).toBe('pending');
  });

  test('I03: the beginning of an id will do as long as it is of one request', async () => {
    const { assent, request, gate } = await openOffice();
    const first = await request(REFUND);
    expect(await assent('approvals', 'approve', first.slice(0, 8))).toMatchObject({ code: 0 });
    const second = await request(REFUND);
    const short = await assent('approvals', 'approve', second.slice(0, 7));
    expect(short).toMatchObject({ code: 2, out: '' });
    expect(short.err).toContain('write at least 8 characters');
    const shared = await assent('approvals', 'approve', first.slice(0, 8));
    expect(shared).toMatchObject({ code: 2, out: '' });
    expect(shared.err).toContain(`several ids begin with \`${first.slice(0, 8)}\``);
    expect(await gate.approvals.getStatus(second)).toBe('pending');
    expect(await assent('approvals', 'approve', second.slice(0, 30))).toMatchObject({ code: 0 });
    expect(await gate.approvals.getStatus(second)).toBe('approved');
  });

  test('I03: --json has one object a line, also of what is refused', async () => {
    const { assent, request } = await openOffice();
    const [one, two] = [await request(REFUND), await request(REFUND)];
    await assent('approvals', 'cancel', two);
    const { code, out, err } = await assent('approvals', 'approve', one, two, '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const [done, refused] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(done).toMatchObject({
      id: one,
      status: 'approved',
      votes: [{ voter: ME, choice: 'approve', reason: null, via: 'cli' }],
      resolution: { resolved_by: ME, code: 'approved_by_vote' },
      execution: { status: 'unclaimed' },
    });
    expect(refused).toEqual({
      id: two,
      error: { code: 'approval/not-pending', message: expect.stringContaining('cancelled') },
    });
  });
});
