import { describe, expect, test } from 'vitest';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import * as policies from '../../src/contract/endpoints/policies.ts';
import { eventsOf } from '../approvals/gated.ts';
import { started } from '../approvals/serving.ts';
import { newPath, openAt } from '../storage/sqlite-place.ts';
import { compiled } from '../support/compiled.ts';
import { type Caller, HELD, REFUND, type RunningServer, runningServer } from './running-server.ts';

const OPEN = 'allow:\n  tools: [refund]\n';
const CLOSED = 'block:\n  tools: [refund]\n';
const documents = (text: string) => [{ name: 'policy.yaml', text }];
const versionOf = (text: string): string => compiled(documents(text)).version;
const NEVER = `sha256:${'0'.repeat(64)}`;

async function hold(agent: Caller): Promise<string> {
  const { approval } = await agent.ask(decisions.decide, { body: { call: REFUND } });
  return approval?.id ?? '';
}

const statusOf = async (who: Caller, id: string): Promise<string> =>
  (await who.ask(approvals.showApproval, { params: { id } })).status;

const activeOf = async ({ store }: RunningServer): Promise<string | undefined> =>
  (await store.activePolicy())?.version;

describe('policies as they are', () => {
  test('I02: shows the active set, its sources, and what this node reads', async () => {
    const policy = {
      'a.yaml': 'name: first\nagents: ["bot-*"]\nmode: monitor\ndefault: block\n',
      'b.yaml': HELD,
    };
    const server = await runningServer({ policy });
    const eye = await server.person('eye', 'viewer');
    const { version } = server.service.policy;
    expect(await eye.ask(policies.showPolicies)).toEqual({
      version,
      documents: [
        {
          name: 'first',
          file: 'a.yaml',
          mode: 'monitor',
          default: 'block',
          agents: ['bot-*'],
          text: policy['a.yaml'],
        },
        { name: 'b', file: 'b.yaml', mode: 'enforce', default: 'allow', agents: [], text: HELD },
      ],
      files: { paths: [server.directory], version, problem: null },
    });
    expect(await eye.ask(policies.showVersion, { params: { version } })).toEqual({
      version,
      sources: {
        documents: Object.entries(policy).map(([name, text]) => ({ name, text })),
        catalogs: [],
        agent_file: false,
      },
    });
    const none = await eye.refused(policies.showVersion, { params: { version: NEVER } });
    expect(none.code).toBe('not-found');
  });

  test('I02: shows what another node made active', async () => {
    const store = await openAt(newPath());
    const server = await runningServer({ policy: HELD, store });
    const eye = await server.person('eye', 'viewer');
    const node = await started({ 'policy.yaml': HELD }, store);
    await node.activate(compiled(documents(OPEN)), node.policy.version);
    const shown = await eye.ask(policies.showPolicies);
    expect([shown.version, shown.files.version]).toEqual([versionOf(OPEN), versionOf(HELD)]);
    const listed = await eye.ask(policies.listVersions);
    expect(listed.active).toBe(versionOf(OPEN));
    expect(listed.versions.map(({ version }) => version)).toEqual([
      versionOf(OPEN),
      versionOf(HELD),
    ]);
  });

  test('P12: validating tells every mistake with its place, and changes nothing', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    const before = (await server.store.logHead()).seq;
    const wrong = 'approvals:\n  tools: [refund]\n';
    const found = await eye.ask(policies.validatePolicies, {
      body: { documents: documents(wrong) },
    });
    expect(found.version).toBeNull();
    expect(found.diagnostics[0]).toMatchObject({
      code: 'policy/unknown-key',
      severity: 'error',
      file: 'policy.yaml',
      line: 1,
      column: 1,
      help: expect.stringContaining('`approval`'),
    });
    const sound = await eye.ask(policies.validatePolicies, {
      body: { documents: documents(OPEN) },
    });
    expect(sound).toEqual({ version: versionOf(OPEN), diagnostics: [] });
    expect((await server.store.logHead()).seq).toBe(before);
    expect(await activeOf(server)).toBe(versionOf(HELD));
  });

  test('P15: more than 8 MiB are not compiled', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    const text = `# ${'x'.repeat(1_000_000)}\n`;
    const many = Array.from({ length: 9 }, (_, index) => ({ name: `${index}.yaml`, text }));
    const from = versionOf(HELD);
    for (const [endpoint, body] of [
      [policies.validatePolicies, { documents: many }],
      [policies.activatePolicies, { documents: many, from }],
    ] as const) {
      expect((await root.refused(endpoint, { body })).code).toBe('request/too-large');
    }
  });
});

describe('policies as an administrator changes them', () => {
  test.each([
    ['relaxed', OPEN, 'approved'],
    ['tightened', CLOSED, 'rejected'],
  ])(
    'A08: pending requests follow a policy that is %s by hand, at once',
    async (_, text, status) => {
      const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
      const [bot, root] = [await server.agent('bot'), await server.person('root', 'admin')];
      const id = await hold(bot);
      const waiting = bot.ask(approvals.waitForApproval, { params: { id } });
      const body = { documents: documents(text), from: versionOf(HELD) };
      expect(await root.ask(policies.activatePolicies, { body })).toEqual({
        version: versionOf(text),
        resolved: 1,
      });
      expect(await waiting).toMatchObject({
        status,
        resolution: { resolved_by: null, code: 'policy_change' },
      });
      const told = (await eventsOf(server.store)).findLast(
        ({ action }) => action === 'policy.activated',
      );
      expect(told).toMatchObject({
        person: 'user:root',
        via: 'key',
        policy_version: versionOf(text),
        details: { from: versionOf(HELD), resolved: 1 },
      });
    },
  );

  test('A08: a version comes back by hand, and what the files say does not undo that', async () => {
    const store = await openAt(newPath());
    const server = await runningServer({ policy: HELD, store });
    const [bot, root] = [await server.agent('bot'), await server.person('root', 'admin')];
    const change = { documents: documents(OPEN), from: versionOf(HELD) };
    await root.ask(policies.activatePolicies, { body: change });
    expect((await bot.ask(decisions.decide, { body: { call: REFUND } })).approval).toBeNull();
    const back = { version: versionOf(HELD), from: versionOf(OPEN) };
    expect(await root.ask(policies.rollBack, { body: back })).toEqual({
      version: versionOf(HELD),
      resolved: 0,
    });
    expect(await statusOf(bot, await hold(bot))).toBe('pending');
    const forth = { version: versionOf(OPEN), from: versionOf(HELD) };
    expect(await root.ask(policies.rollBack, { body: forth })).toMatchObject({ resolved: 1 });
    // a node that starts with the files of before adopts what is active
    await runningServer({ policy: HELD, store });
    expect(await activeOf(server)).toBe(versionOf(OPEN));
    const none = await root.refused(policies.rollBack, { body: { ...forth, version: NEVER } });
    expect(none.code).toBe('not-found');
  });

  test('A08: only the version that was seen is replaced; the same change again is no conflict', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    const stale = { documents: documents(CLOSED), from: NEVER };
    const refused = await root.refused(policies.activatePolicies, { body: stale });
    expect(refused.code).toBe('policy/superseded');
    expect(refused.detail).toContain(versionOf(HELD));
    const body = { documents: documents(OPEN), from: versionOf(HELD) };
    await root.ask(policies.activatePolicies, { body });
    expect(await root.ask(policies.activatePolicies, { body })).toEqual({
      version: versionOf(OPEN),
      resolved: 0,
    });
    const back = { version: versionOf(HELD), from: versionOf(CLOSED) };
    expect((await root.refused(policies.rollBack, { body: back })).code).toBe('policy/superseded');
    const activations = (await eventsOf(server.store)).filter(
      ({ action }) => action === 'policy.activated',
    );
    expect(activations).toHaveLength(2);
  });

  test('A08: of two who change the same version at once, one does', async () => {
    const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
    const root = await server.person('root', 'admin');
    const from = versionOf(HELD);
    const answers = await Promise.all(
      [OPEN, CLOSED].map((text) =>
        root.raw(policies.activatePolicies, { body: { documents: documents(text), from } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('P12: a set with mistakes is refused whole, with the document that each is in', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    const given = [
      { name: 'a.yaml', text: OPEN },
      { name: 'b.yaml', text: 'approval:\n  tools:\n    - refund: param.a ==\n' },
    ];
    const body = { documents: given, from: versionOf(HELD) };
    const refused = await root.refused(policies.activatePolicies, { body });
    expect(refused).toMatchObject({
      code: 'policy/invalid',
      status: 422,
      errors: [{ path: '/body/documents/1/text', message: expect.stringMatching(/^b\.yaml:3:/) }],
    });
    expect(await activeOf(server)).toBe(versionOf(HELD));
  });

  test('P07: documents are read as the active set is: agent files, and with its catalogs', async () => {
    const text = 'name: bot\nmodel: any\napproval:\n  tools: [refund]\n';
    const server = await runningServer({ policy: text, agentFile: true });
    const eye = await server.person('eye', 'viewer');
    const changed = text.replace('refund', 'other');
    const found = await eye.ask(policies.validatePolicies, {
      body: { documents: documents(changed) },
    });
    expect(found).toEqual({
      version: compiled(documents(changed), { agentFile: true }).version,
      diagnostics: [],
    });
    const shown = await eye.ask(policies.showPolicies);
    expect(shown.documents[0]?.agents).toEqual(['bot']);
  });

  test('I07: viewers and approvers see policies and change none; agents do neither', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const from = versionOf(HELD);
    const changes = [
      [policies.activatePolicies, { documents: documents(OPEN), from }],
      [policies.rollBack, { version: from, from }],
    ] as const;
    for (const role of ['viewer', 'approver'] as const) {
      const person = await server.person(role, role);
      expect((await person.ask(policies.showPolicies)).version).toBe(from);
      for (const [endpoint, body] of changes) {
        expect((await person.refused(endpoint, { body })).code).toBe('auth/forbidden');
      }
    }
    for (const endpoint of [policies.showPolicies, policies.listVersions]) {
      expect((await bot.refused(endpoint)).code).toBe('auth/forbidden');
    }
    expect(await activeOf(server)).toBe(from);
  });
});
