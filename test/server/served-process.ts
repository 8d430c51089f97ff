import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { start } from '../cli/command-line.ts';
import { until } from '../support/until.ts';

/** The built program as a server. */
export interface Served {
  readonly process: ChildProcessWithoutNullStreams;
  readonly url: string;
  readonly out: () => string;
  readonly err: () => string;
}

/** Starts one in a directory, on any free port, and waits until it listens. It ends with the test, or with the file. */
export async function served(
  directory: string,
  args: readonly string[] = [],
  whenDone: (end: () => void) => void = onTestFinished,
): Promise<Served> {
  const child = start(directory, ['serve', '--port', '0', ...args]);
  whenDone(() => void child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await until('it listens, or says why not', () =>
    /assent approvals list|error/.test(`${out}${err}`),
  );
  const url = /^listening on (\S+)$/m.exec(out)?.[1] ?? `nowhere: ${err}`;
  return { process: child, url, out: () => out, err: () => err };
}
