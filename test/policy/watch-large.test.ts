import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const BUILT = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Some 300 kB of rules, and one that tells which text this is. */
const large = (message: string): string => {
  const rules = Array.from(
    { length: 5_000 },
    (_, index) => `    - tool_${index}: param.a > ${index}`,
  );
  return `approval:\n  tools:\n    - pay\n${rules.join('\n')}\n  message: ${message}\n`;
};

/** A program of its own that watches with the built package and prints what happens. */
async function watching(directory: string, prepare = ''): Promise<{ lines: string[] }> {
  const program = `${prepare}
    const { watchPolicy } = await import(${JSON.stringify(join(BUILT, 'index.js'))});
    let threads = 0;
    process.on('worker', () => { threads += 1; });
    const watcher = watchPolicy(${JSON.stringify(directory)});
    const tell = () => console.log(watcher.current.decide({ tool: 'pay' }).message, threads > 0);
    watcher.on('change', tell);
    watcher.on('refused', ([{ code }]) => console.log(code, threads > 0));
    tell();
    process.stdin.on('data', () => watcher.close().then(() => process.stdin.destroy()));`;
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.stdin.write('end\n');
    // with everything released, the program ends by itself
    expect(await exit).toEqual([0, null]);
  });
  await until('it watches', () => lines.length === 1);
  return { lines };
}

function replace(directory: string, text: string): void {
  writeFileSync(join(directory, 'a.yaml~'), text);
  renameSync(join(directory, 'a.yaml~'), join(directory, 'a.yaml'));
}

describe('a large set', () => {
  test('P09: is read on a thread of its own, mistakes and all', async () => {
    const directory = temporaryDirectory({ 'a.yaml': large('one') });
    const { lines } = await watching(directory);
    replace(directory, large('two'));
    await until('the change', () => lines.length === 2);
    replace(directory, `${large('three')}blok: 1\n`);
    await until('the refusal', () => lines.length === 3);
    replace(directory, large('four'));
    await until('the repaired one', () => lines.length === 4);
    expect(lines).toEqual(['one false', 'two true', 'policy/unknown-key true', 'four true']);
  });

  test('P09: is read all the same where no thread can be had', async () => {
    const directory = temporaryDirectory({ 'a.yaml': large('one') });
    const noThreads = `
      const module = (await import('node:worker_threads')).default;
      module.Worker = class { constructor() { throw new Error('no threads here'); } };
      (await import('node:module')).syncBuiltinESMExports();`;
    const { lines } = await watching(directory, noThreads);
    replace(directory, large('two'));
    await until('the change', () => lines.length === 2);
    expect(lines).toEqual(['one false', 'two false']);
  });
});
