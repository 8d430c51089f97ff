import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/**
 * Ports below those that systems give to outgoing connections: one that is free while its server is dead
 * must still be free when that comes back.
 */
const FIRST_PORT = 10_240;
const LAST_PORT = 32_000;

/** Long enough for a loaded machine. */
const PATIENCE_MS = 180_000;

/** An `assent serve` of the built package, with an address and policy files that outlive its process. */
export class ServerNode {
  readonly url: string;
  readonly port: number;
  /** Where its policy files are. */
  readonly policies: string;
  /** What its processes logged as errors, one JSON object a line. */
  readonly errors: string[] = [];
  /** Everything that its processes printed. */
  printed = '';
  readonly #store: string;
  #process: ChildProcess | undefined;
  #ended: Promise<{ readonly code: number | null; readonly signal: string | null }> | undefined;

  constructor(port: number, directory: string, store: string) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.policies = join(directory, 'policies');
    mkdirSync(this.policies);
    this.#store = store;
  }

  get isUp(): boolean {
    return this.#process !== undefined;
  }

  /** Puts a policy file in place, as editors and deployments do: at once. */
  write(name: string, text: string): void {
    const partial = join(this.policies, '..', `${name}.partial`);
    writeFileSync(partial, text);
    renameSync(partial, join(this.policies, name));
  }

  /** Starts it, and waits until it listens. */
  async start(): Promise<void> {
    const args = ['serve', '--port', String(this.port), '--store', this.#store];
    args.push('--policies', this.policies, '--log-level', 'warn');
    args.push('--rate-limit-per-second', '100000', '--rate-limit-burst', '100000');
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    const before = this.printed.length;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.printed += text;
    });
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.errors.push(...lines.filter((line) => !line.includes('others than its owner')));
    });
    this.#ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
    this.#process = child;
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let hasEnded = false;
    void this.#ended.then(() => {
      hasEnded = true;
    });
    const deadline = performance.now() + PATIENCE_MS;
    while (this.printed.indexOf('listening on', before) < 0) {
      const isLate = performance.now() > deadline;
      if (hasEnded || isLate) throw new Error(`no server at ${this.port}: ${this.errors}${rest}`);
      await sleep(10);
    }
  }

  /** Ends its process, as told; resolves when it is gone. */
  async end(
    signal: 'SIGKILL' | 'SIGTERM',
  ): Promise<{ code: number | null; signal: string | null }> {
    const [child, ended] = [this.#process, this.#ended];
    this.#process = undefined;
    child?.kill(signal);
    return (await ended) ?? { code: null, signal: null };
  }

  /** Asks it; again while it is not there or goes away, so only what may be asked twice. */
  async insist(path: string, asking: Asking): Promise<Answer> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        const answer = await this.ask(path, asking);
        if (answer.status < 500 || performance.now() > deadline) return answer;
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await sleep(20);
    }
  }

  /** Asks it once. */
  async ask(path: string, asking: Asking): Promise<Answer> {
    const { method = 'GET', body, key, cookie, headers, signal } = asking;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(cookie !== undefined && { cookie, 'sec-fetch-site': 'same-origin' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : JSON.parse(text),
    };
  }
}

export interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly [key: string]: unknown };
}

/**
 * A port on which nobody listens, and which no outgoing connection gets. No seed chooses it: another run with
 * the same one would take it while its server is dead.
 */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
