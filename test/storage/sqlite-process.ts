import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { idOf, notice, sample } from './samples.ts';

const BUILT = new URL('../../dist/storage/index.js', import.meta.url).href;

/** What every program begins with: the built store, and a work that adds a request with its event and notice. */
const PRELUDE = `
  const { openStore } = await import(${JSON.stringify(BUILT)});
  const [url, name] = process.argv.slice(1);
  const SAMPLE = ${JSON.stringify(sample(idOf(0)))};
  const NOTICE = ${JSON.stringify(notice(idOf(0)))};
  const add = (store, id) => store.write(async (tx) => {
    if ((await tx.request(id)) !== undefined) throw new Error('made twice');
    tx.put({ ...SAMPLE, id });
    tx.audit({ action: 'approval.requested', at: new Date().toISOString(), request: id });
    tx.notify({ ...NOTICE, requestId: id }, SAMPLE.createdAt);
  });
  const idOf = (number) => name + '_' + String(number).padStart(8, '0');
`;

/** A program of its own, and the lines that it has printed. */
export interface Running {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves when it has ended and all its lines are there, to how it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/**
 * Starts a program that uses the built store in a file. It is killed when the test ends.
 *
 * @param name begins the ids that its `idOf` gives
 */
export function runProcess(path: string, name: string, program: string): Running {
  const args = ['--input-type=module', '--eval', PRELUDE + program, `sqlite:${path}`, name];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, lines, ended };
}
