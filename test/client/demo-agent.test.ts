import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../project/sources.ts';
import { until } from '../support/until.ts';
import { served } from './served.ts';

const PROGRAM = join(ROOT, 'test', 'examples', 'demo-agent.mjs');
const POLICIES = readFileSync(join(ROOT, 'policies', 'order-manager.yaml'), 'utf8');

/** The program, and what it has printed until now. */
function demo(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [PROGRAM], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill());
  const run = { output: '', code: undefined as number | null | undefined };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece) => {
      run.output += String(piece);
    });
  }
  child.on('close', (code) => {
    run.code = code;
  });
  return run;
}

test('I01: the demonstration holds one refund, and goes on once it is approved', async () => {
  const server = await served(POLICIES);
  const run = demo({ ASSENT_URL: server.url, ASSENT_API_KEY: await server.agentKey('demo') });
  await until('it waits', () => run.output.includes('approvals approve'));
  const [, id = ''] = /assent approvals approve (apr_\w+)/.exec(run.output) ?? [];
  const alice = server.client({ apiKey: await server.personKey('alice', 'approver') });
  expect(await alice.approvals.get(id)).toMatchObject({
    tool: 'order_tools.process_refund',
    param: { order: 'A-1002', amount: 1290 },
  });
  await alice.approvals.approve(id);
  await until('it ends', () => run.code !== undefined);
  expect(run.output).toMatch(/amount":-310}\n {2}blocked: order_tools.process_refund is not for/);
  expect(run.output).toContain(
    'refunds in the database: [{"order":"A-1001","amount":49.9},{"order":"A-1002","amount":1290}]',
  );
  expect(run.code).toBe(0);
  expect(await alice.approvals.list()).toHaveLength(1);
});

test('I01: the demonstration says what is wrong with its key', async () => {
  const server = await served(POLICIES);
  const run = demo({ ASSENT_URL: server.url, ASSENT_API_KEY: 'nobody' });
  await until('it ends', () => run.code !== undefined);
  expect(run.output).toContain('gate/refused');
  expect(run.code).toBe(1);
});
