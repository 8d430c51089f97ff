import { vi } from 'vitest';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as halts from '../../src/contract/endpoints/halts.ts';
import { putGroup } from '../../src/contract/endpoints/people.ts';
import { activatePolicies, showPolicies } from '../../src/contract/endpoints/policies.ts';
import type { Row } from './authorization-table.ts';
import { PASSWORD, type World } from './authorization-world.ts';
import { giveLightPassword } from './light-password.ts';
import { type Given, HELD } from './running-server.ts';

/** @param whoAsks gives the name of the person who is going to ask; an administrator where nobody in particular does */
type Make = (world: World, whoAsks?: () => Promise<string>) => Promise<Given>;

const nothing: Make = async () => ({});
const OTHER = [{ name: 'policy.yaml', text: `${HELD}allow:\n  tools: [read]\n` }];

/** A call in the name of the agent that requests are made for. */
const inName = (world: World) => ({ ...world.call(), agent: { id: 'refund-agent' } });

const ofHeld = (body?: unknown): Make => {
  return async (world) => {
    const { id } = (await world.held()).approval;
    return { params: { id }, ...(body !== undefined && { body }) };
  };
};

const active = async ({ root }: World): Promise<string> => (await root.ask(showPolicies)).version;

async function givePasswords({ server }: World): Promise<void> {
  for (const name of ['viewer', 'approver', 'admin', 'fallen']) {
    await giveLightPassword(server.store, name, PASSWORD);
  }
}

/** A request to each endpoint that is right in itself, about what is there. */
export const REQUESTS: Readonly<Record<Row, Make>> = {
  decide: async (world) => ({ body: { call: inName(world) } }),
  recordLate: async (world) => ({
    body: { calls: [{ call: inName(world), at: new Date(world.clock.now()).toISOString() }] },
  }),
  check: async (world) => ({ body: { call: inName(world), explain: true } }),
  checkByQuery: async () => ({ query: { tool: 'refund', agent: 'refund-agent', param: '{}' } }),
  listApprovals: async (world) => {
    await world.held();
    return { query: { limit: '5' } };
  },
  showApproval: ofHeld(),
  waitForApproval: async (world) => ({
    params: { id: (await world.held()).approval.id },
    query: { timeout_ms: '0' },
  }),
  approve: ofHeld({ reason: 'fine' }),
  reject: ofHeld({}),
  cancel: ofHeld({}),
  reveal: ofHeld(),
  claim: async (world) => {
    const { id, call } = await world.approved();
    return { params: { id }, body: { call } };
  },
  renew: async (world) => {
    const { id, claimId } = await world.claimed();
    return { params: { id }, body: { claim_id: claimId } };
  },
  reportOutcome: async (world) => {
    const { id, claimId } = await world.claimed();
    return { params: { id }, body: { claim_id: claimId, outcome: 'succeeded' } };
  },
  approveMany: async (world) => ({ body: { ids: [(await world.held()).approval.id] } }),
  rejectMany: async (world) => ({ body: { ids: [(await world.held()).approval.id] } }),
  previewForever: ofHeld({ pin: ['order'] }),
  approveForever: async (world) => {
    const params = { id: (await world.held()).approval.id };
    const pin = ['order'];
    const preview = { params, body: { pin } };
    // the edit before this one comes into force when the file was read again
    const { confirm } = await vi.waitFor(() => world.root.ask(approvals.previewForever, preview), {
      timeout: 20_000,
      interval: 5,
    });
    return { params, body: { pin, confirm } };
  },
  showPolicies: nothing,
  listVersions: nothing,
  showVersion: async (world) => ({ params: { version: await active(world) } }),
  validatePolicies: async () => ({ body: { documents: OTHER } }),
  activatePolicies: async (world) => ({ body: { documents: OTHER, from: await active(world) } }),
  rollBack: async (world) => {
    const first = await active(world);
    const body = { documents: OTHER, from: first };
    const { version: from } = await world.root.ask(activatePolicies, { body });
    return { body: { version: first, from } };
  },
  queryAudit: async () => ({ query: { limit: '5' } }),
  exportAudit: async () => ({ body: { after: 0 } }),
  verifyAudit: nothing,
  listCheckpoints: nothing,
  makeCheckpoint: nothing,
  showRun: async (world) => {
    await world.held();
    return { params: { id: 'run-1' }, query: { limit: '5' } };
  },
  listHalts: nothing,
  halt: async (world) => ({ body: { agent: world.name('agent'), cancel_pending: true } }),
  resume: async (world) => {
    const agent = world.name('agent');
    await world.root.ask(halts.halt, { body: { agent } });
    return { body: { agent } };
  },
  listKeys: nothing,
  createKey: async () => ({ body: { name: 'new', role: 'agent', agent: 'third-agent' } }),
  createOwnKey: async () => ({ body: { name: 'laptop' } }),
  revokeKey: async (world) => ({
    params: { id: (await world.key('viewer', 'viewer')).key.id },
  }),
  revokeOwnKey: async (world, whoAsks = async () => 'admin') => ({
    params: { id: (await world.key('viewer', await whoAsks())).key.id },
  }),
  listUsers: nothing,
  createUser: async (world) => ({ body: { user: world.name('new'), role: 'viewer' } }),
  changeUser: async (world) => ({
    params: { id: await world.user('viewer') },
    body: { role: 'approver', new_link: true },
  }),
  removeUser: async (world) => ({ params: { id: await world.user('viewer') } }),
  listGroups: nothing,
  putGroup: async (world) => ({
    params: { id: world.name('group') },
    body: { members: ['viewer'] },
  }),
  removeGroup: async (world) => {
    const id = world.name('group');
    await world.root.ask(putGroup, { params: { id }, body: { members: [] } });
    return { params: { id } };
  },
  whoAmI: nothing,
  signIn: async (world) => {
    await givePasswords(world);
    return { body: { user: 'viewer', password: PASSWORD } };
  },
  redeemLink: async (world) => {
    const user = await world.user('viewer');
    return { body: { token: await world.link(user), user, password: null } };
  },
  signOut: nothing,
  changePassword: async (world) => {
    await givePasswords(world);
    return { body: { old: PASSWORD, new: PASSWORD } };
  },
  events: async (world) => {
    await world.held();
    return { query: { after: '0' } };
  },
  health: nothing,
  readiness: nothing,
  metrics: nothing,
  openapi: nothing,
};
