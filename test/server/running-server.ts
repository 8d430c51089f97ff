import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { expect, onTestFinished } from 'vitest';
import type { z } from 'zod';
import { randomIds } from '../../src/approvals/random-ids.ts';
import { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { Store } from '../../src/approvals/store.ts';
import type { Endpoint } from '../../src/contract/endpoint.ts';
import { Problem } from '../../src/contract/problem.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { PersonRole } from '../../src/identity/role.ts';
import { createApp } from '../../src/server/app.ts';
import { openEventFeed } from '../../src/server/event-feed.ts';
import { createLogger } from '../../src/server/logger.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { type ActivationBy, PolicyFiles } from '../../src/server/policy-files.ts';
import type { ServerContext } from '../../src/server/server-context.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

export interface ServerOptions {
  /** Texts of policy files by their names; one text for `policy.yaml`. */
  readonly policy: string | Readonly<Record<string, string>>;
  /** A new one in memory where absent. */
  readonly store?: Store;
  readonly activation?: ActivationBy;
  readonly agentFile?: boolean;
  readonly clock?: ManualClock;
}

/** A server with its parts, driven through its app; everything is closed when the test ends. */
export interface RunningServer {
  readonly app: Hono;
  /** What the app was made with. */
  readonly context: ServerContext;
  readonly store: Store;
  readonly service: ApprovalService;
  readonly clock: ManualClock;
  readonly files: PolicyFiles;
  /** Where the policy files are. */
  readonly directory: string;
  /** What failed beside requests. */
  readonly errors: unknown[];
  /** Begins to shut down. */
  readonly shutDown: () => void;
  /** An agent with a key of its own, which belongs to `user:owner`. */
  readonly agent: (id: string) => Promise<Caller>;
  /** A person with a key. */
  readonly person: (name: string, role: PersonRole) => Promise<Caller>;
  readonly group: (name: string, ...members: readonly string[]) => Promise<void>;
}

/** Asks as somebody. Every answer has the status and the form that the contract says. */
export interface Caller {
  readonly ask: <Answer extends z.ZodType>(
    endpoint: Answering<Answer>,
    given?: Given,
  ) => Promise<z.output<Answer>>;
  /** The problem that the endpoint answers with. */
  readonly refused: (endpoint: Endpoint, given?: Given) => Promise<z.output<typeof Problem>>;
  /** The answer as it comes. */
  readonly raw: (endpoint: Endpoint, given?: Given) => Promise<Response>;
  /** The same for a body that is text. */
  readonly rawText: (endpoint: Endpoint, body: string) => Promise<Response>;
}

type Answering<Answer extends z.ZodType> = Endpoint<z.ZodType, z.ZodType, z.ZodType, Answer>;

export interface Given {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const BY = { person: 'user:root', via: 'test' } as const;

/** Runs a server on policy files. Time stands still. */
export async function runningServer(options: ServerOptions): Promise<RunningServer> {
  const { store = openMemoryStore(), clock = manualClock(), policy } = options;
  const directory = temporaryDirectory();
  const texts = typeof policy === 'string' ? { 'policy.yaml': policy } : policy;
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text);
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const files = new PolicyFiles({
    paths: [directory],
    agentFile: options.agentFile === true,
    activation: options.activation ?? 'files',
    onError,
  });
  const service = new ApprovalService(files.policy, { store, clock, ids: randomIds(), onError });
  await files.start(service);
  const identity = new Identity(store, clock, randomBytes);
  const feed = await openEventFeed({
    store,
    viewOf: (request) => service.reviews.viewOf(request),
    mostListeners: 10,
    onError,
  });
  const closing = new AbortController();
  const context: ServerContext = {
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
  };
  const app = createApp(context);
  onTestFinished(async () => {
    closing.abort();
    await feed.close();
    await files.close();
    await service.close();
  });
  const known = new Set((await identity.listUsers()).map(({ id }) => id));
  const keyOf = async (name: string, role: PersonRole, agent: string | null): Promise<string> => {
    const owner = `user:${name}`;
    if (!known.has(owner)) await identity.createUser(BY, { user: name, role });
    known.add(owner);
    const wish = { name, role: agent === null ? role : 'agent', agent, expiresAt: null } as const;
    return (await identity.createKey(BY, { ...wish, owner })).text;
  };
  await keyOf('root', 'admin', null);
  return {
    app,
    context,
    store,
    service,
    clock,
    files,
    directory,
    errors,
    shutDown: () => closing.abort(),
    agent: async (id) => callerOf(app, await keyOf('owner', 'approver', id)),
    person: async (name, role) => callerOf(app, await keyOf(name, role, null)),
    group: async (name, ...members) => {
      await identity.putGroup(BY, name, members);
    },
  };
}

function callerOf(app: Hono, key: string): Caller {
  const raw = async (endpoint: Endpoint, given: Given = {}): Promise<Response> => {
    const { params = {}, query = {}, body, headers, signal } = given;
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(params[name] ?? ''),
    );
    const search = new URLSearchParams(query).toString();
    return app.request(search === '' ? path : `${path}?${search}`, {
      method: endpoint.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  };
  return {
    raw,
    rawText: async ({ path, method }, body) =>
      app.request(path, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body,
      }),
    ask: async (endpoint, given) => {
      const response = await raw(endpoint, given);
      const body: unknown = await response.json();
      expect({ status: response.status, body }).toMatchObject({ status: endpoint.status });
      return endpoint.answer.parse(body);
    },
    refused: async (endpoint, given) => {
      const response = await raw(endpoint, given);
      const problem = Problem.parse(await response.json());
      expect(problem.status).toBe(response.status);
      return problem;
    },
  };
}

/** Rules that hold a refund, and block what drops. */
export const HELD = 'approval:\n  tools: [refund]\nblock:\n  tools: ["drop_*"]\n';
export const REFUND = { tool: 'refund', param: { amount: 1290 } };
