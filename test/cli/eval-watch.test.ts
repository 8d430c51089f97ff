import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { start } from './command-line.ts';

const above = (limit: number): string => `approval: { tools: [refund: param.amount > ${limit}] }\n`;

interface Watching {
  readonly child: ChildProcessWithoutNullStreams;
  readonly out: () => string;
  readonly err: () => string;
  readonly decisions: () => string[];
}

/** `assent eval --watch --json` on one file, killed when the test ends at the latest. */
function watching(directory: string, args: readonly string[] = []): Watching {
  const child = start(directory, ['eval', '--policy', 'a.yaml', '--watch', '--json', ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const lines = () => out.split('\n').slice(0, -1);
  return {
    child,
    out: () => out,
    err: () => err,
    decisions: () => lines().map((line) => JSON.parse(line).decision),
  };
}

const CALL = '{"tool":"refund","param":{"amount":1290}}';

describe('assent eval --watch', () => {
  test('P09: an edit decides the call again; a mistake is told and changes nothing', async () => {
    const directory = temporaryDirectory({ 'a.yaml': above(1000) });
    const path = join(directory, 'a.yaml');
    const { child, err, decisions } = watching(directory, ['--call', CALL]);
    await until('the first decision', () => decisions().length === 1);

    writeFileSync(`${path}~`, above(2000));
    renameSync(`${path}~`, path);
    await until('the second decision', () => decisions().length === 2);
    expect(err()).toMatch(/a\.yaml changed; now sha256:[0-9a-f]{64}\n/);

    writeFileSync(path, 'approval: { tools: [refund: parm.amount > 1] }\n');
    await until('the mistake is told', () => err().includes('the last good one stays in force'));
    expect(err()).toContain('a.yaml:1:29: error[condition/unknown-name]');
    expect(decisions()).toHaveLength(2);

    writeFileSync(path, above(10));
    await until('the third decision', () => decisions().length === 3);
    expect(decisions()).toEqual(['require_approval', 'allow', 'require_approval']);

    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  });

  test('P09: every call on standard input so far is decided again', async () => {
    const directory = temporaryDirectory({ 'a.yaml': above(1000) });
    const { child, decisions } = watching(directory);
    child.stdin.write(`${CALL}\n{"tool":"other"}\n`);
    await until('two decisions', () => decisions().length === 2);
    writeFileSync(join(directory, 'a.yaml'), above(2000));
    await until('two more', () => decisions().length === 4);
    expect(decisions()).toEqual(['require_approval', 'allow', 'allow', 'allow']);
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  });

  test('P09: a policy with a mistake to begin with is exit 1, a bad call exit 2', async () => {
    const directory = temporaryDirectory({ 'a.yaml': 'blok: {}' });
    const [code] = await once(watching(directory, ['--call', CALL]).child, 'close');
    expect(code).toBe(1);
    writeFileSync(join(directory, 'a.yaml'), above(1));
    const [usage] = await once(watching(directory, ['--call', '{']).child, 'close');
    expect(usage).toBe(2);
  });
});
