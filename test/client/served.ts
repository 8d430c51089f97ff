import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { randomIds } from '../../src/approvals/random-ids.ts';
import { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { Store } from '../../src/approvals/store.ts';
import { Assent, type AssentOptions } from '../../src/client/assent.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { PersonRole } from '../../src/identity/role.ts';
import { createApp } from '../../src/server/app.ts';
import { openEventFeed } from '../../src/server/event-feed.ts';
import { createLogger } from '../../src/server/logger.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { PolicyFiles } from '../../src/server/policy-files.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A server at an address of this machine, and keys for it. */
export interface Served {
  readonly url: string;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly service: () => ApprovalService;
  /** The key of an agent, which belongs to `user:owner`. */
  readonly agentKey: (agent: string) => Promise<string>;
  readonly personKey: (
    name: string,
    role: PersonRole,
    groups?: readonly string[],
  ) => Promise<string>;
  /** A client that is closed when the test ends. */
  readonly client: (options: Partial<AssentOptions> & { apiKey: string }) => Assent;
  /** Ends the server; the store stays. */
  readonly stop: () => Promise<void>;
  /** Starts it again, at the same address. */
  readonly start: () => Promise<void>;
}

/** A server that ends cuts connections after this. */
const GRACE_MS = 50;

const addressOf = (address: AddressInfo | string | null): AddressInfo => {
  if (typeof address === 'object' && address !== null) return address;
  throw new Error('the server listens nowhere');
};

const BY = { person: 'user:root', via: 'session' };

/** Serves a policy; everything is closed when the test ends. Time stands still. */
export async function served(
  policy: string,
  options: { readonly store?: Store; readonly clock?: ManualClock } = {},
): Promise<Served> {
  const { store = openMemoryStore(), clock = manualClock() } = options;
  const directory = temporaryDirectory({ 'policy.yaml': policy });
  const identity = new Identity(store, clock, randomBytes);
  const ignore = (): void => {};

  const run = async (port: number) => {
    const files = new PolicyFiles({
      paths: [directory],
      agentFile: false,
      activation: 'files',
      onError: ignore,
    });
    const ids = randomIds();
    const service = new ApprovalService(files.policy, { store, clock, ids, onError: ignore });
    await files.start(service);
    service.start();
    const viewOf = service.reviews.viewOf.bind(service.reviews);
    const feed = await openEventFeed({ store, viewOf, mostListeners: 100, onError: ignore });
    const closing = new AbortController();
    const app = createApp({
      store,
      service,
      identity,
      clock,
      feed,
      files,
      log: createLogger('silent'),
      metrics: new Metrics(),
      publicUrl: () => 'http://127.0.0.1',
      closing: closing.signal,
    });
    const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return {
      service,
      port: addressOf(server.address()).port,
      stop: async () => {
        closing.abort();
        await feed.close();
        const ended = new Promise((resolve) => server.close(resolve));
        // what is being answered has a moment
        setTimeout(() => server.closeAllConnections(), GRACE_MS);
        await ended;
        await files.close();
        await service.close();
      },
    };
  };

  let running: Awaited<ReturnType<typeof run>> | undefined = await run(0);
  const { port } = running;
  let { service } = running;
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  onTestFinished(stop);
  const known = new Set<string>();
  const inGroup = new Map<string, readonly string[]>();
  const user = async (name: string, role: PersonRole): Promise<void> => {
    if (!known.has(name)) await identity.createUser(BY, { user: name, role });
    known.add(name);
  };
  const key = async (owner: string, role: PersonRole | 'agent', agent: string | null) =>
    (await identity.createKey(BY, { name: owner, role, agent, owner, expiresAt: null })).text;
  await user('root', 'admin');
  await user('owner', 'approver');
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    clock,
    service: () => service,
    agentKey: (agent) => key('user:owner', 'agent', agent),
    personKey: async (name, role, groups = []) => {
      await user(name, role);
      for (const group of groups) {
        const members = [...(inGroup.get(group) ?? []), `user:${name}`];
        inGroup.set(group, members);
        await identity.putGroup(BY, group, members);
      }
      return key(`user:${name}`, role, null);
    },
    client: (given) => {
      const client = new Assent({ url: `http://127.0.0.1:${port}`, onError: ignore, ...given });
      onTestFinished(() => client.close());
      return client;
    },
    stop,
    start: async () => {
      running = await run(port);
      service = running.service;
    },
  };
}
