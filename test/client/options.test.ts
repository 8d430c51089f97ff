import { describe, expect, test } from 'vitest';
import { Assent, type AssentOptions } from '../../src/client/assent.ts';
import { PAY, POLICY } from '../approvals/gate-under-test.ts';
import { served } from './served.ts';

const OPTIONS: AssentOptions = { url: 'http://127.0.0.1:4319', apiKey: 'key' };

describe('a client', () => {
  test.each<readonly [string, Record<string, unknown>, string]>([
    ['no address', { url: undefined }, '`url` has to be the address of a server'],
    ['a word', { url: 'localhost' }, '`url` has to be'],
    ['a file', { url: 'file:///etc/passwd' }, '`url` has to be'],
    ['a password', { url: 'http://a:b@localhost' }, '`url` has a name or a password in it'],
    ['no key', { apiKey: undefined }, '`apiKey` has to be an API key'],
    ['an empty key', { apiKey: '' }, '`apiKey` has to be'],
    ['a key with a line break', { apiKey: 'a\nb' }, '`apiKey` has to be'],
    ['a key beyond ASCII', { apiKey: 'ä' }, '`apiKey` has to be'],
    ['another failure mode', { failureMode: 'open' }, '`failureMode` has to be'],
    ['no lease', { leaseMs: 0 }, '`leaseMs` has to be'],
    ['a lease that is no number', { leaseMs: Number.NaN }, '`leaseMs` has to be'],
  ])('I01: with %s is none', (_, wrong, message) => {
    expect(() => new Assent({ ...OPTIONS, ...wrong })).toThrow(message);
  });

  test('I01: asks below the path of its address, and sends its key nowhere else', async () => {
    const asked: (readonly [string, string | null])[] = [];
    const redirecting: typeof fetch = async (input, init) => {
      asked.push([String(input), new Headers(init?.headers).get('authorization')]);
      expect(init?.redirect).toBe('manual');
      return new Response(null, { status: 307, headers: { Location: 'http://evil.example/' } });
    };
    const gate = new Assent({ ...OPTIONS, url: 'http://h/assent/', fetch: redirecting });
    await expect(gate.canI(PAY)).rejects.toMatchObject({ code: 'gate/unreachable' });
    expect(asked).toEqual([['http://h/assent/v1/check', 'Bearer key']]);
    await gate.close();
  });

  test('I01, I07: with a key that may not is told so', async () => {
    const server = await served(POLICY);
    const refused = (problem: string) => ({ name: 'ServerProblemError', problem });
    const nobody = server.client({ apiKey: 'nobody' });
    await expect(nobody.withTool(PAY, () => 1)).rejects.toMatchObject(refused('auth/invalid'));
    const gate = server.client({ apiKey: await server.agentKey('bot') });
    const id = (await gate.request(PAY)).approval?.id ?? '';
    const viewer = server.client({ apiKey: await server.personKey('vic', 'viewer') });
    for (const asked of [
      () => gate.approvals.approve(id),
      () => gate.approvals.reject(id),
      () => gate.approvals.reveal(id),
      () => gate.canI({ ...PAY, agent: { id: 'other' } }),
      () => viewer.approvals.approve(id),
      () => viewer.approvals.cancel(id),
      () => viewer.approvals.reveal(id),
      () => viewer.request(PAY),
      () => viewer.approvals.claim(id, PAY),
    ]) {
      await expect(asked()).rejects.toMatchObject({
        name: 'ServerProblemError',
        problem: expect.stringMatching(/^auth\/(forbidden|other-agent)$/),
        status: 403,
      });
    }
    const other = server.client({ apiKey: await server.agentKey('other') });
    await expect(other.approvals.get(id)).rejects.toMatchObject({ code: 'approval/not-found' });
    expect(await gate.approvals.getStatus(id)).toBe('pending');
  });

  test('A17: the owner of a key does not approve what was asked for with it', async () => {
    const server = await served(POLICY);
    const gate = server.client({ apiKey: await server.agentKey('bot') });
    const owner = server.client({ apiKey: await server.personKey('owner', 'approver') });
    const id = (await gate.request(PAY)).approval?.id ?? '';
    await expect(owner.approvals.approve(id)).rejects.toMatchObject({
      code: 'approval/self-approval',
    });
  });
});
