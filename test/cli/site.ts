import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { Assent } from '../../src/client/index.ts';
import { readConfig } from '../../src/server/config.ts';
import { createLogger } from '../../src/server/logger.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type CapturedTerminal, capturedTerminal } from './captured-terminal.ts';
import type { Outcome } from './command-line.ts';

/** A server on a port, and people who sit at command lines of their own. */
export interface Site {
  readonly url: string;
  readonly directory: string;
  /** The store of the server. */
  readonly store: string;
  /** The link of the first administrator. */
  readonly firstLink: string;
  /** `user:root`, an administrator who has signed in. */
  readonly root: Desk;
  /** Somebody who has signed in with a link of their own. */
  readonly person: (name: string, role: string) => Promise<Desk>;
  /** Somebody who has not. */
  readonly stranger: () => Desk;
  /** An agent's program. */
  readonly agent: (id: string) => Promise<Agent>;
  readonly stop: () => Promise<void>;
  /** On the same port as before. */
  readonly start: () => Promise<void>;
}

export interface Desk {
  readonly environment: Terminal['environment'];
  readonly assent: (...args: readonly string[]) => Promise<Outcome>;
  /** A terminal of theirs, to run something on. */
  readonly terminal: (changes?: Partial<Terminal>) => CapturedTerminal;
}

export interface Agent extends Desk {
  readonly gate: Assent;
  /** Requests a call that is held, and gives the id of its request. */
  readonly request: (call: Parameters<Assent['request']>[0]) => Promise<string>;
}

/** Everything is closed when the test ends. */
export async function openSite(policy: string): Promise<Site> {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'policy.yaml'), policy);
  const store = `sqlite:${directory}/assent.db`;
  let port = 0;
  const begin = (): Promise<Serving> => {
    const env = {
      ASSENT_PORT: String(port),
      ASSENT_STORE: store,
      ASSENT_POLICIES: join(directory, 'policy.yaml'),
    };
    const settings = readConfig({ flags: [], env });
    return serve(settings, { log: createLogger('silent'), demo: false });
  };
  let serving: Serving | undefined = await begin();
  const { url, firstLink = '' } = serving;
  port = Number(new URL(url).port);
  const stop = async (): Promise<void> => {
    await serving?.close();
    serving = undefined;
  };
  onTestFinished(stop);

  let desks = 0;
  const deskOf = (variables: Terminal['environment'] = {}): Desk => {
    desks += 1;
    const environment = { ASSENT_PROFILE: join(directory, `profile-${desks}.json`), ...variables };
    const terminal = (changes: Partial<Terminal> = {}): CapturedTerminal =>
      capturedTerminal({ environment, ...changes });
    const assent = async (...args: readonly string[]): Promise<Outcome> => {
      const own = terminal();
      const code = await run(args, own);
      return { code, ...own.written() };
    };
    return { environment, assent, terminal };
  };
  const signedIn = async (...login: readonly string[]): Promise<Desk> => {
    const desk = deskOf();
    const outcome = await desk.assent('login', ...login);
    if (outcome.code !== 0) throw new Error(outcome.err);
    return desk;
  };
  const root = await signedIn(firstLink, '--name', 'root');
  return {
    url,
    directory,
    store,
    firstLink,
    root,
    stranger: () => deskOf({ ASSENT_URL: url }),
    person: async (name, role) => {
      const made = await root.assent('users', 'add', name, '--role', role, '--json');
      return signedIn(JSON.parse(made.out).link);
    },
    agent: async (id) => {
      // whose key it is asks for its calls, and cannot approve them
      await root.assent('users', 'add', 'owner', '--role', 'viewer');
      const args = ['--agent', id, '--owner', 'user:owner'];
      const { out } = await root.assent('keys', 'create', id, ...args);
      const apiKey = out.trim();
      const gate = new Assent({ url, apiKey });
      onTestFinished(() => gate.close());
      return {
        ...deskOf({ ASSENT_URL: url, ASSENT_API_KEY: apiKey }),
        gate,
        request: async (call) => {
          const { approval } = await gate.request(call);
          if (approval === undefined) throw new Error('the call is not held');
          return approval.id;
        },
      };
    },
    stop,
    start: async () => {
      serving = await begin();
    },
  };
}

/** Rules that hold refunds, and block what drops. */
export const HELD = [
  'approval:',
  '  tools: [orders.*]',
  '  message: "{{ tool.name }} needs a manager"',
  'block:',
  '  tools: ["db.drop_*"]',
  '  message: "never"',
  'allow:',
  '  tools: [orders_read]',
  '',
].join('\n');

export const REFUND = { tool: 'orders.refund', param: { amount: 1290 }, run: { id: 'run-1' } };
