import { randomBytes } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { RECORD_KINDS, type Store } from '../../src/approvals/store.ts';
import type { ApprovalWire } from '../../src/contract/approval.ts';
import type { CallWire } from '../../src/contract/call.ts';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import { decide } from '../../src/contract/endpoints/decisions.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { Role } from '../../src/identity/role.ts';
import type { SignedIn } from '../../src/identity/session.ts';
import { listen } from '../../src/server/listen.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { RawClient } from '../contract/raw-request.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { type Caller, HELD, type RunningServer, runningServer } from './running-server.ts';

export const PASSWORD = 'correct horse battery';
const BY = { person: 'user:root', via: 'test' } as const;
const HOUR = 60 * 60_000;

/** A server that listens, the people and agents it knows, and ways to make what is asked about. */
export class World {
  readonly server: RunningServer;
  readonly identity: Identity;
  readonly client: RawClient;
  readonly port: number;
  readonly clock: ManualClock;
  /** Of `refund-agent`, whose requests are asked about. */
  readonly agent: Caller;
  readonly root: Caller;
  /** Keys by what they are of. */
  readonly keys = new Map<string, string>();
  /** Tokens of sessions that are over. */
  readonly over = new Map<string, string>();
  #made = 0;

  constructor(server: RunningServer, port: number, agent: Caller, root: Caller) {
    this.server = server;
    this.clock = server.clock;
    this.identity = new Identity(server.store, server.clock, randomBytes);
    this.client = new RawClient(port);
    this.port = port;
    this.agent = agent;
    this.root = root;
  }

  /** A name nobody has yet. */
  name(what: string): string {
    this.#made += 1;
    return `${what}-${this.#made}`;
  }

  call(): CallWire {
    return { tool: 'refund', param: { order: this.name('order') }, run: { id: 'run-1' } };
  }

  /** A request of `refund-agent` that is pending, with its call. */
  async held(): Promise<{ readonly approval: ApprovalWire; readonly call: CallWire }> {
    const call = this.call();
    const { approval } = await this.agent.ask(decide, { body: { call } });
    if (approval === null) throw new Error('the call was not held');
    return { approval, call };
  }

  async approved(): Promise<{ readonly id: string; readonly call: CallWire }> {
    const { approval, call } = await this.held();
    await this.root.ask(approvals.approve, { params: { id: approval.id }, body: {} });
    return { id: approval.id, call };
  }

  /** One that `refund-agent` is running. */
  async claimed(): Promise<{ readonly id: string; readonly claimId: string }> {
    const { id, call } = await this.approved();
    const { claim_id } = await this.agent.ask(approvals.claim, { params: { id }, body: { call } });
    return { id, claimId: claim_id };
  }

  async user(role: Exclude<Role, 'agent'>, name = this.name(role)): Promise<string> {
    await this.identity.createUser(BY, { user: name, role });
    return name;
  }

  async key(role: Role, owner: string, agent: string | null = null, expiresAt?: number) {
    const wish = { name: 'key', role, agent, owner, expiresAt: expiresAt ?? null };
    return this.identity.createKey(BY, wish);
  }

  /** A one-time link of somebody. */
  async link(user: string): Promise<string> {
    const { token } = await this.identity.changeUser(BY, user, { newLink: true });
    if (token === undefined) throw new Error('no link was made');
    return token;
  }

  async session(user: string): Promise<string> {
    return (await this.signedIn(user)).token;
  }

  async signedIn(user: string): Promise<SignedIn> {
    const token = await this.link(user);
    return this.identity.redeemLink({ token, user: null, password: null, address: '127.0.0.1' });
  }
}

/**
 * Opens a world, with everybody who asks; it ends with the test.
 *
 * @param store a new one in memory where absent
 */
export async function openWorld(store: Store = openMemoryStore()): Promise<World> {
  const server = await runningServer({ policy: HELD, clock: manualClock(), store });
  const place = { host: '127.0.0.1', port: 0 };
  const failed = (error: unknown): void => expect(error).toBeUndefined();
  const { port, close } = await listen((asked, env) => server.app.fetch(asked, env), place, failed);
  const agent = await server.agent('refund-agent');
  const world = new World(server, port, agent, await server.person('root', 'admin'));
  onTestFinished(async () => {
    world.client.close();
    await close();
  });
  await populate(world);
  return world;
}

async function populate(world: World): Promise<void> {
  const { identity, keys, over, clock } = world;
  for (const role of ['viewer', 'approver', 'admin'] as const) {
    await world.user(role, role);
    keys.set(role, (await world.key(role, role)).text);
  }
  keys.set('agent', (await world.key('agent', 'approver', 'refund-agent')).text);
  keys.set('other', (await world.key('agent', 'approver', 'other-agent')).text);
  keys.set('small', (await world.key('viewer', 'admin')).text);

  const fallen = await world.user('admin', 'fallen');
  keys.set('fallen', (await world.key('admin', fallen)).text);
  await identity.changeUser(BY, fallen, { role: 'viewer' });

  const gone = { disabled: await world.user('admin'), removed: await world.user('admin') };
  for (const [how, name] of Object.entries(gone)) {
    keys.set(how, (await world.key('admin', name)).text);
    keys.set(`agent ${how}`, (await world.key('agent', name, 'refund-agent')).text);
    over.set(how, await world.session(name));
  }
  await identity.changeUser(BY, gone.disabled, { disabled: true });
  await identity.removeUser(BY, gone.removed);

  const soon = clock.now() + HOUR;
  keys.set('expired', (await world.key('admin', 'admin', null, soon)).text);
  keys.set('agent expired', (await world.key('agent', 'admin', 'refund-agent', soon)).text);
  over.set('idle', await world.session('admin'));
  clock.advance(13 * HOUR);

  for (const role of ['admin', 'agent'] as const) {
    const made = await world.key(role, 'admin', role === 'agent' ? 'refund-agent' : null);
    await identity.revokeKey(BY, made.key.id);
    keys.set(role === 'agent' ? 'agent revoked' : 'revoked', made.text);
  }
  const left = await world.signedIn('admin');
  await identity.signOut(left.principal);
  over.set('signed out', left.token);
}

/** Everything that a store has: what is the same before and after was not changed. */
export async function stateOf(store: Store): Promise<string> {
  const kinds = RECORD_KINDS.map(async (kind) => [
    kind,
    await store.records(kind, undefined, 10_000),
  ]);
  return JSON.stringify(
    {
      head: await store.logHead(),
      records: await Promise.all(kinds),
      requests: await store.list({}, 10_000),
      policy: await store.activePolicy(),
      versions: await store.policyVersions(1_000),
      halts: await store.halts(),
      checkpoints: await store.checkpoints(),
      notices: await store.notices(10_000),
    },
    undefined,
    1,
  );
}
