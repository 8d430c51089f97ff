import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { assent } from './command-line.ts';

describe('assent init', () => {
  test('P01: writes a policy that is free of mistakes and says what to do next', async () => {
    const directory = temporaryDirectory();
    const { code, out } = await assent(directory, ['init']);
    expect(code).toBe(0);
    expect(out).toContain('policies/assent.yaml');
    const checked = await assent(directory, ['check', 'policies', '--strict']);
    expect(checked).toMatchObject({ code: 0, err: '' });
  });

  test('P01: what it writes decides as its comments say, without an error', async () => {
    const internal = { customer_tier: 'internal' };
    const expected = [
      [{ tool: 'orders.cancel_order' }, 'require_approval'],
      [{ tool: 'orders.refund', param: { amount: 1290 } }, 'require_approval'],
      [{ tool: 'orders.refund', param: { amount: 12 } }, 'allow'],
      [{ tool: 'orders.refund', param: { amount: 1290 }, context: internal }, 'allow'],
      [{ tool: 'db.drop_table' }, 'block'],
      [{ tool: 'shell.run', param: { command: 'rm -rf /' } }, 'block'],
      [{ tool: 'shell.run', param: { command: 'ls' } }, 'allow'],
    ] as const;
    const directory = temporaryDirectory();
    await assent(directory, ['init', 'starter.yaml']);
    const input = expected.map(([call]) => JSON.stringify(call)).join('\n');
    const { out } = await assent(directory, ['eval', '--policy', 'starter.yaml', '--json'], input);
    const decisions = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(decisions).toMatchObject(expected.map(([, decision]) => ({ decision, errors: [] })));
  });

  test('never writes over a file unless it is told to', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'mine.yaml');
    writeFileSync(path, 'mine');
    const refused = await assent(directory, ['init', 'mine.yaml']);
    expect(refused.code).toBe(2);
    expect(refused.err).toBe('error: `mine.yaml` exists; write over it with `--force`\n');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await assent(directory, ['init', 'mine.yaml', '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).toContain('name: starter');
  });

  test('a place where nothing can be written', async () => {
    const directory = temporaryDirectory({ file: '' });
    const { code, err } = await assent(directory, ['init', 'file/policy.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('`file/policy.yaml` cannot be written');
  });
});
