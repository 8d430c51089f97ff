import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_CALLS } from '../policies/example-calls.ts';
import { ROOT } from './sources.ts';

const run = promisify(execFile);
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

/** Decides calls with the built command line, one line of JSON each. */
async function evalWith(
  flags: readonly string[],
  file: string,
  calls: readonly unknown[],
): Promise<string> {
  const child = run(process.execPath, [
    ...flags,
    MAIN,
    'eval',
    '--json',
    '--policy',
    join(ROOT, 'policies', file),
  ]);
  child.child.stdin?.end(calls.map((call) => `${JSON.stringify(call)}\n`).join(''));
  return (await child).stdout;
}

describe('no code is generated at run time', () => {
  test('the flag does forbid it', async () => {
    const attempt = run(process.execPath, [
      '--disallow-code-generation-from-strings',
      '--eval',
      'new Function("return 1")()',
    ]);
    await expect(attempt).rejects.toThrow('Code generation from strings disallowed');
  });

  test.each(Object.entries(EXAMPLE_CALLS))('%s decides the same', async (file, examples) => {
    const calls = examples.map(({ call }) => call);
    const [free, strict] = await Promise.all([
      evalWith([], file, calls),
      evalWith(['--disallow-code-generation-from-strings'], file, calls),
    ]);
    expect(strict).toBe(free);
    const decisions = strict
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).decision);
    expect(decisions).toEqual(examples.map(({ decision }) => decision));
  });
});
