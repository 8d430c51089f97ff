import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** One line of a program, as it was told. */
export type Told = { readonly kind: string } & { readonly [key: string]: unknown };

/** A program of this folder that runs on the built package, in a process of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** Whole lines only: the last one of a killed process may be cut. */
  readonly told: readonly Told[];
  /** Resolves when it has ended and all its lines are there. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/**
 * Starts a program. It is killed when the test ends.
 *
 * @param name of a file in `programs`
 * @param config what it reads its orders from
 * @param before a command line that the program is given to
 */
export function startChild(name: string, config: object, before: readonly string[] = []): Child {
  const program = fileURLToPath(new URL(`programs/${name}`, import.meta.url));
  const [command = process.execPath, ...args] = [
    ...before,
    process.execPath,
    program,
    JSON.stringify(config),
  ];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const told: Told[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    told.push(...lines.map((line) => JSON.parse(line) as Told));
  });
  // one that is killed does not read to the end
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { process: child, told, ended };
}

/** Lets a program come to its end by itself. */
export function finish({ process, ended }: Child): Child['ended'] {
  process.stdin?.end();
  return ended;
}
