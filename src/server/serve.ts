import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { randomIds } from '../approvals/random-ids.ts';
import { ApprovalService } from '../approvals/service/approval-service.ts';
import { type Store, StoreError } from '../approvals/store.ts';
import { storeClock } from '../approvals/store-clock.ts';
import { Identity } from '../identity/identity.ts';
import { linkUrl } from '../identity/link-url.ts';
import { openStore } from '../storage/open-store.ts';
import { createApp } from './app.ts';
import { Backpressure } from './backpressure.ts';
import { BodyRoom } from './body-room.ts';
import { ClosingStack } from './closing-stack.ts';
import { keepDemoKey } from './demo-key.ts';
import { openEventFeed } from './event-feed.ts';
import type { Guards } from './guards.ts';
import { listen } from './listen.ts';
import { Metrics } from './metrics.ts';
import { openToOthers } from './open-to-others.ts';
import { PendingCount } from './pending-count.ts';
import { PolicyFiles } from './policy-files.ts';
import { RateLimits } from './rate-limits.ts';
import { isSentInTheClear } from './sent-in-the-clear.ts';
import type { ServerContext } from './server-context.ts';
import type { Settings } from './settings.ts';
import { StoreOwner } from './store-owner.ts';

/** How often what is over is removed from people's sessions and links. */
const SWEEP_MS = 60 * 60_000;

export interface ServeOptions {
  readonly log: Logger;
  /** Makes a key for the agent of the demonstration. */
  readonly demo: boolean;
}

/** A server that answers. */
export interface Serving {
  /** Where people reach it. */
  readonly url: string;
  /** Where the first administrator signs in, once; absent where there is one already. */
  readonly firstLink: string | undefined;
  /** Where the key of the demonstration's agent is. */
  readonly demoKey: string | undefined;
  /** Finishes what is being done, sends everybody else to come back, and closes the store. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server: reads its policies, opens its store, and answers requests.
 *
 * @throws PolicyError with every mistake of the policies; StoreError; Error where it cannot listen. What was
 *   opened until then is closed
 */
export async function serve(settings: Settings, { log, demo }: ServeOptions): Promise<Serving> {
  const metrics = new Metrics();
  const onError = (error: unknown): void => {
    if (error instanceof StoreError) metrics.storeFailed();
    log.error({ err: error }, 'something failed');
  };
  const opened = new ClosingStack(onError);
  try {
    const files = new PolicyFiles({
      paths: settings.policies,
      agentFile: false,
      activation: settings.activation,
      onError,
    });
    opened.add(() => files.close());
    const store = await openStore(settings.store);
    opened.add(() => store.close());
    return await start(settings, { log, demo }, { files, store, metrics, opened, onError });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Opened {
  readonly files: PolicyFiles;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly opened: ClosingStack;
  readonly onError: (error: unknown) => void;
}

async function start(
  settings: Settings,
  { log, demo }: ServeOptions,
  { files, store, metrics, opened, onError }: Opened,
): Promise<Serving> {
  const clock = await storeClock(store, onError);
  const owner = new StoreOwner(
    store,
    clock,
    { id: randomUUID(), pid: process.pid, host: hostname() },
    onError,
  );
  await owner.start();
  opened.add(() => owner.close());

  const identity = new Identity(store, clock, randomBytes);
  const sweeping = setInterval(() => void identity.sweep().catch(onError), SWEEP_MS).unref();
  opened.add(() => clearInterval(sweeping));

  const service = new ApprovalService(files.policy, { store, clock, ids: randomIds(), onError });
  opened.add(() => service.close());
  await files.start(service);
  // before the service ends: what is being activated is activated
  opened.add(() => files.close());
  service.start();

  const pending = new PendingCount();
  const feed = await openEventFeed({
    store,
    viewOf: (request) => service.reviews.viewOf(request),
    mostListeners: settings.max_listeners,
    onEvent: (event) => {
      metrics.tell(event);
      pending.tell(event);
    },
    onError,
  });
  opened.add(() => feed.close());
  pending.count(store).catch(onError);

  const rates = new RateLimits({
    perSecond: settings['rate_limit.per_second'],
    burst: settings['rate_limit.burst'],
  });
  const pressure = new Backpressure({
    mostRequests: settings.max_requests,
    mostWaits: settings.max_waits,
  });
  const bodies = new BodyRoom();
  const guards: Guards = {
    admit: (principal, address) => rates.admit(principal, address),
    bodyRoom: (principal, address) => bodies.open(principal, address),
    work: (endpointId, run) => pressure.work(endpointId, run),
  };
  metrics.watch(() => ({
    pending: pending.size,
    listeners: feed.listeners,
    waits: pressure.waits,
  }));

  const closing = new AbortController();
  let url = '';
  const context: ServerContext = {
    store,
    service,
    identity,
    clock,
    log,
    metrics,
    feed,
    files,
    publicUrl: () => url,
    closing: closing.signal,
  };
  const app = createApp(context, { guards, bodyLimit: settings.body_limit });
  const listening = await listen((request, env) => app.fetch(request, env), settings, onError);
  opened.add(() => listening.close());
  // first of all: who waits is sent away, so that the connections can end
  opened.add(() => {
    closing.abort();
    return feed.close();
  });
  url = settings.public_url ?? urlOf(settings.host, listening.port);

  const demoKey = demo ? join(dataDirectory(settings.store), 'demo-agent.key') : undefined;
  if (demoKey !== undefined) await keepDemoKey(identity, demoKey, String(process.getuid?.() ?? 0));
  if (isSentInTheClear(settings.host, url)) {
    log.warn(
      { host: settings.host },
      'what is sent here can be read on the way: put a proxy with TLS in front, and set `public_url` to its `https://` address',
    );
  }
  for (const path of openToOthers(settings.policies)) {
    log.warn({ path }, 'others than its owner may write this: whoever can, decides what agents do');
  }
  const token = await identity.firstLink();
  return {
    url,
    firstLink: token === undefined ? undefined : linkUrl(url, token),
    demoKey,
    close: () => opened.close(),
  };
}

/** Beside the store where that is a file. */
function dataDirectory(store: string): string {
  return store.startsWith('sqlite:') ? dirname(resolve(store.slice('sqlite:'.length))) : 'data';
}

/** Where a browser of this machine finds what listens on an address. */
function urlOf(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}
