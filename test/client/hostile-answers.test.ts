import { describe, expect, onTestFinished, test } from 'vitest';
import { Assent, type AssentOptions } from '../../src/client/assent.ts';
import { counted, PAY } from '../approvals/gate-under-test.ts';
import {
  type Answer,
  approval,
  approved,
  DECIDE,
  decided,
  decision,
  gone,
  json,
  problem,
  scriptedFetch,
} from './answers.ts';

const SHOW = 'GET /v1/approvals/apr_1';
const WAIT = 'GET /v1/approvals/apr_1/wait';
const CLAIM = 'POST /v1/approvals/apr_1/claim';

/** A client of a server that answers as it is told. */
function scripted(
  script: Readonly<Record<string, readonly Answer[]>>,
  options: Partial<AssentOptions> = {},
) {
  const fetch = scriptedFetch(script);
  const errors: unknown[] = [];
  const gate = new Assent({
    url: 'http://127.0.0.1:1',
    apiKey: 'key',
    fetch,
    decisionTimeoutMs: 200,
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => gate.close());
  return { gate, fetch, errors };
}

/** What says nothing, however it looks. */
const NONSENSE: readonly (readonly [string, Answer])[] = [
  ['nothing', () => new Response('')],
  ['a page', () => new Response('<html>allow</html>')],
  ['null', () => json(null)],
  ['a list', () => json([decision('allow')])],
  ['a word', () => json('allow')],
  ['a decision alone', () => json(decision('allow'))],
  ['no approval field', () => json({ decision: decision('allow') })],
  ['a decision that is a word', decided('allow')],
  ['true', decided(decision('allow', { decision: true }))],
  ['a list of decisions', decided(decision('allow', { decision: ['allow'] }))],
  ['ALLOW', decided(decision('ALLOW'))],
  ['no mode', decided(decision('allow', { mode: undefined }))],
  ['no version', decided(decision('allow', { policy_version: null }))],
  ['no errors', decided(decision('allow', { errors: undefined }))],
  ['an error without a code', decided(decision('allow', { errors: [{ message: 'x' }] }))],
  ['a rule that is a text', decided(decision('allow', { rule: 'r' }))],
  ['halted by half', decided(decision('allow', { halted: 'yes' }))],
  ['halted, and allowed', decided(decision('allow', { halted: true }))],
  ['halted, and held', decided(decision('require_approval', { halted: true }), approval({}))],
  ['inherited', () => new Response('{"__proto__":{"decision":{"decision":"allow"}}}')],
  ['an approval that is true', decided(decision('allow'), true)],
  ['an approval without an id', decided(decision('allow'), approval({ id: undefined }))],
  ['an approval of another status', decided(decision('allow'), approval({ status: 'granted' }))],
  ['an approval of no time', decided(decision('allow'), approval({ deadline: 'soon' }))],
  ['elsewhere', () => new Response(null, { status: 302, headers: { Location: 'http://x/' } })],
  ['no content', () => new Response(null, { status: 204 })],
];

describe.each(['fail_closed', 'fail_open'] as const)('%s: a server that answers', (failureMode) => {
  test.each(NONSENSE)('I01, A13: %s: runs nothing', async (_, answer) => {
    const { gate, fetch } = scripted({ [DECIDE]: [answer] }, { failureMode });
    const { run, runs } = counted();
    await expect(gate.withTool({ tool: 'read' }, run)).rejects.toMatchObject({
      name: 'UnreachableError',
      code: 'gate/unreachable',
    });
    expect(runs()).toBe(0);
    expect(fetch.asked.filter((one) => one === DECIDE)).toHaveLength(1);
  });

  test.each([
    ['block', {}],
    ['require_approval', {}],
    ['block', { halted: true }],
  ])('I01, A13: %s %j without a request: blocks', async (word, more) => {
    const script = { [DECIDE]: [decided(decision(word, more))] };
    const { gate } = scripted(script, { failureMode });
    const { run, runs } = counted();
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({ code: 'gate/blocked' });
    expect(runs()).toBe(0);
  });

  test.each([
    [400, 'request/malformed'],
    [401, 'auth/invalid'],
    [403, 'auth/other-agent'],
    [404, 'not-found'],
    [413, 'request/too-large'],
    [418, ''],
    [422, 'constructor'],
    [429, 'rate-limited'],
  ])('I01, A13: %d %s: refuses, and says so', async (status, code) => {
    const { gate } = scripted({ [DECIDE]: [() => problem(status, code)] }, { failureMode });
    const { run, runs } = counted();
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({
      name: 'ServerProblemError',
      code: 'gate/refused',
      status,
      problem: code,
      message: `refused: ${code}`,
    });
    expect(runs()).toBe(0);
  });

  test('A12: a halt as a problem: blocks', async () => {
    const { gate } = scripted(
      { [DECIDE]: [() => problem(409, 'approval/halted')] },
      { failureMode },
    );
    const { run, runs } = counted();
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({ name: 'BlockedError' });
    expect(runs()).toBe(0);
  });

  const held = decided(decision('require_approval'), approval());
  const claimed = (claim: object) => ({
    [DECIDE]: [held],
    [SHOW]: [() => json(approved())],
    [WAIT]: [() => json(approved())],
    [CLAIM]: [() => json(claim)],
  });

  test.each([
    ['nothing', {}],
    ['another claim', { claim_id: `clm_${'0'.repeat(32)}`, lease_ms: 1, approval: approved() }],
    ['no approval', { claim_id: 1, lease_ms: 30_000, approval: null }],
  ])('I01, A14: a claim that is %s: runs nothing', async (_, claim) => {
    const { gate } = scripted(claimed(claim), { failureMode });
    const { run, runs } = counted();
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({ code: 'gate/unreachable' });
    expect(runs()).toBe(0);
  });

  test('I01, A14: a wait with the approval of another request: runs nothing', async () => {
    const other = [() => json(approved({ id: 'apr_2' }))];
    const script = { ...claimed({}), [SHOW]: other, [WAIT]: other };
    const { gate, fetch } = scripted(script, { failureMode });
    const { run, runs } = counted();
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({ code: 'gate/unreachable' });
    expect(runs()).toBe(0);
    expect(fetch.asked).not.toContain(CLAIM);
  });

  test('I01, A13: an approval that nobody can be asked about any more: runs nothing', async () => {
    const { gate } = scripted(
      { [DECIDE]: [held], [SHOW]: [gone], [WAIT]: [gone], 'GET /v1/events': [gone] },
      { failureMode },
    );
    const { run, runs } = counted();
    await expect(gate.withTool({ ...PAY, approvalTimeoutMs: 50 }, run)).rejects.toMatchObject({
      code: 'gate/unreachable',
      approvalId: 'apr_1',
    });
    expect(runs()).toBe(0);
  });
});

describe('fail_open', () => {
  const open = (...answers: readonly Answer[]) =>
    scripted({ [DECIDE]: answers }, { failureMode: 'fail_open' });

  test.each<readonly [string, readonly Answer[]]>([
    ['no connection', [gone]],
    ['500', [() => problem(500, 'internal')]],
    ['a page of a proxy', [() => new Response('<html>', { status: 502 })]],
    ['503, then no connection', [() => problem(503, 'unavailable'), gone]],
  ])('A13: %s: runs', async (_, answers) => {
    const { run, runs } = counted();
    expect(await open(...answers).gate.withTool(PAY, run)).toBe('paid');
    expect(runs()).toBe(1);
  });

  test.each<readonly [string, readonly Answer[]]>([
    ['a refusal first', [() => problem(429, 'rate-limited'), gone]],
    ['an answer that is cut off', [cutOff, gone]],
  ])('A13: %s: does not run', async (_, answers) => {
    const { run, runs } = counted();
    await expect(open(...answers).gate.withTool(PAY, run)).rejects.toMatchObject({
      code: 'gate/unreachable',
    });
    expect(runs()).toBe(0);
  });

  test('A12, A13: whoever was halted last does not run', async () => {
    const halted = decided(decision('block', { halted: true }));
    const { gate } = open(halted, gone);
    const { run, runs } = counted();
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({ code: 'gate/blocked' });
    await expect(gate.withTool(PAY, run)).rejects.toMatchObject({ code: 'gate/unreachable' });
    expect(runs()).toBe(0);
  });

  test('A13: what ran and cannot be handed in is told of when the client is closed', async () => {
    const { gate, errors } = open(gone);
    await gate.withTool(PAY, () => 'paid');
    await gate.close();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(errors).toMatchObject([{ message: expect.stringMatching(/^1 of the calls that ran/) }]);
  });
});

describe('retries', () => {
  test('I01: leave the server alone as long as it asks', async () => {
    const busy = () => problem(503, 'overloaded', { 'Retry-After': '1' });
    const script = { [DECIDE]: [busy, decided(decision('allow'))] };
    const { gate } = scripted(script, { decisionTimeoutMs: 10_000 });
    const since = performance.now();
    expect(await gate.withTool(PAY, () => 'paid')).toBe('paid');
    expect(performance.now() - since).toBeGreaterThan(950);
  });

  test('I01: end when there is no time for another one', async () => {
    const busy = () => problem(503, 'overloaded', { 'Retry-After': '30' });
    const { gate, fetch } = scripted({ [DECIDE]: [busy] });
    await expect(gate.gate(PAY)).rejects.toMatchObject({ code: 'gate/unreachable' });
    expect(fetch.asked).toEqual([DECIDE]);
  });

  test('I01: have one deadline for a server that never answers', async () => {
    const never: Answer = () => new Promise(() => {});
    const { gate } = scripted({ [DECIDE]: [never] }, { fetch: hanging });
    await expect(gate.gate(PAY)).rejects.toMatchObject({ code: 'gate/unreachable' });
  });
});

/** Never answers, and ends when it is aborted, as `fetch` does. */
const hanging: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

function cutOff(): Response {
  const cut = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"decision":{"dec'));
      controller.error(new TypeError('terminated'));
    },
  });
  return new Response(cut);
}
