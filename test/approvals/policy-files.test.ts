import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { pendingId } from './gated.ts';

const HELD = 'approval:\n  tools: [refund]\n';
const call = { tool: 'refund', param: { amount: 1 } };

/** A gate that watches a directory with one policy. */
async function watching() {
  const directory = temporaryDirectory({ 'a.yaml': HELD });
  const errors: unknown[] = [];
  const gate = await createGate({
    policies: directory,
    store: openMemoryStore(),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => gate.close());
  const write = (text: string): void => {
    // as editors do: nobody reads half a file
    writeFileSync(join(directory, 'a.tmp'), text);
    renameSync(join(directory, 'a.tmp'), join(directory, 'a.yaml'));
  };
  return { gate, errors, write, remove: () => rmSync(join(directory, 'a.yaml')) };
}

describe('a gate that watches files', () => {
  test('A08: a changed file resolves what waits, and the call runs', async () => {
    const { gate, write } = await watching();
    const running = gate.withTool(call, () => 'done');
    const id = await pendingId(gate);
    write('approval:\n  tools: [other]\n');
    expect(await running).toBe('done');
    expect((await gate.approvals.get(id)).resolution).toMatchObject({
      status: 'approved',
      resolvedBy: null,
    });
  });

  test('A08: a reload that is refused resolves nothing', async () => {
    const { gate, errors, write, remove } = await watching();
    const { policyVersion } = gate;
    const id = (await gate.request(call)).approval?.id ?? '';
    write('approval:\n  tools: [oops\n');
    await until('the broken file is refused', () => errors.length === 1);
    expect(await gate.approvals.getStatus(id)).toBe('pending');
    remove();
    await until('the empty directory is refused', () => errors.length === 2);
    expect(await gate.approvals.getStatus(id)).toBe('pending');
    expect(gate.policyVersion).toBe(policyVersion);
    expect(errors).toMatchObject([{ name: 'PolicyError' }, { name: 'PolicyError' }]);
    write('block:\n  tools: [refund]\n');
    await until('the sound file is in force', () => gate.policyVersion !== policyVersion);
    expect(await gate.approvals.getStatus(id)).toBe('rejected');
  });
});
