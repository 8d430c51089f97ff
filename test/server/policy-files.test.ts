import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import * as policies from '../../src/contract/endpoints/policies.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { until } from '../support/until.ts';
import { HELD, REFUND, type RunningServer, runningServer } from './running-server.ts';

const OPEN = 'allow:\n  tools: [refund]\n';
const versionOf = (text: string): string => compiled([{ name: 'policy.yaml', text }]).version;

const write = ({ directory }: RunningServer, text: string): void =>
  writeFileSync(join(directory, 'policy.yaml'), text);

describe('files that activate', () => {
  test('P09: a changed file becomes the active policy, and pending requests follow it', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const { approval } = await bot.ask(decisions.decide, { body: { call: REFUND } });
    const waiting = bot.ask(approvals.waitForApproval, { params: { id: approval?.id ?? '' } });
    write(server, OPEN);
    expect(await waiting).toMatchObject({ status: 'approved', resolution: { resolved_by: null } });
    expect(server.service.policy.version).toBe(versionOf(OPEN));
  });

  test('P09: a file that cannot be used is told of as long as it stands there', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    write(server, 'approvals: x\n');
    await until('the mistake is told of', () => server.files.problem !== null);
    const { version, files } = await eye.ask(policies.showPolicies);
    expect([version, files.version]).toEqual([versionOf(HELD), versionOf(HELD)]);
    expect(files.problem).toContain('policy.yaml:1:1: error[');
    expect(server.errors).toHaveLength(1);
    // the same text as before is no change, and no mistake either
    write(server, HELD);
    await until('the mistake is gone', () => server.files.problem === null);
    write(server, 'approvals: x\n');
    await until('the mistake is back', () => server.files.problem !== null);
    write(server, OPEN);
    await until(
      'another version is in force',
      () => server.service.policy.version === versionOf(OPEN),
    );
    expect((await eye.ask(policies.showPolicies)).files.problem).toBeNull();
  });
});

describe('files that administrators activate', () => {
  test('I07: what files say is only shown until an administrator activates it', async () => {
    const server = await runningServer({ policy: HELD, activation: 'admins' });
    const [bot, root] = [await server.agent('bot'), await server.person('root', 'admin')];
    const { approval } = await bot.ask(decisions.decide, { body: { call: REFUND } });
    const params = { id: approval?.id ?? '' };
    write(server, OPEN);
    await until('the file is read', () => server.files.policy.version === versionOf(OPEN));
    const shown = await root.ask(policies.showPolicies);
    expect([shown.version, shown.files.version]).toEqual([versionOf(HELD), versionOf(OPEN)]);
    expect((await bot.ask(approvals.showApproval, { params })).status).toBe('pending');
    const documents = [{ name: 'policy.yaml', text: OPEN }];
    await root.ask(policies.activatePolicies, { body: { documents, from: shown.version } });
    expect((await bot.ask(approvals.showApproval, { params })).status).toBe('approved');
  });

  test('I07: a node that starts with other files goes on with what is active', async () => {
    const store = openMemoryStore();
    await runningServer({ policy: HELD, store, activation: 'admins' });
    const second = await runningServer({ policy: OPEN, store, activation: 'admins' });
    expect((await store.activePolicy())?.version).toBe(versionOf(HELD));
    expect(second.service.policy.version).toBe(versionOf(HELD));
    expect(second.files.policy.version).toBe(versionOf(OPEN));
  });
});
