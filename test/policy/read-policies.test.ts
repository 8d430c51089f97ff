import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { digestPolicies, readPolicies } from '../../src/policy/files/read-policies.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Called before each file is opened, with how many were opened before it. */
let beforeOpening: (count: number) => void = () => {};
let opened = 0;

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  const openSync = (path: string, flags: number) => {
    beforeOpening(opened);
    opened += 1;
    return real.openSync(path, flags);
  };
  return { ...real, openSync };
});

afterEach(() => {
  beforeOpening = () => {};
  opened = 0;
});

/** Two policies behind one link, which `swap` leads to the other of two generations. */
function generations(): { directory: string; swap: () => void } {
  const directory = temporaryDirectory({
    '..0/a.yaml': 'name: a0\n',
    '..0/b.yaml': 'name: b0\n',
    '..1/a.yaml': 'name: a1\n',
    '..1/b.yaml': 'name: b1\n',
  });
  symlinkSync('..0', join(directory, '..data'));
  for (const name of ['a.yaml', 'b.yaml']) symlinkSync(`..data/${name}`, join(directory, name));
  let current = 0;
  const swap = () => {
    current = 1 - current;
    symlinkSync(`..${current}`, join(directory, '..next'));
    renameSync(join(directory, '..next'), join(directory, '..data'));
  };
  return { directory, swap };
}

const namesIn = (directory: string) =>
  readPolicies([directory], false).policies.map(({ document }) => document?.name);

describe('a reading is of one moment', () => {
  test.each([0, 1, 2, 3])('P09: the files are exchanged before file %d is read', (moment) => {
    const { directory, swap } = generations();
    beforeOpening = (count) => {
      if (count === moment) swap();
    };
    expect(namesIn(directory)).toEqual(['a1', 'b1']);
  });

  test('P09: a file grows while the set is read', () => {
    const directory = temporaryDirectory({ 'a.yaml': '', 'b.yaml': 'name: b\n' });
    beforeOpening = (count) => {
      if (count === 1) writeFileSync(join(directory, 'a.yaml'), 'name: a\n');
    };
    expect(namesIn(directory)).toEqual(['a', 'b']);
  });

  test('P09: a set that never comes to rest is refused, not mixed', () => {
    const { directory, swap } = generations();
    // once within each reading
    beforeOpening = (count) => {
      if (count % 2 === 1) swap();
    };
    const { policies } = readPolicies([directory], false);
    expect(policies.map(({ document }) => document)).toEqual([undefined]);
    expect(policies[0]?.diagnostics).toMatchObject([
      { code: 'file/unreadable', message: `\`${directory}\` keeps changing while it is read` },
    ]);
  });

  test('P09: the digest tells whether anything is different, catalogs included', () => {
    const policy = 'catalog: tools.json\nname: a\n';
    const directory = temporaryDirectory({ 'a.yaml': policy, 'tools.json': '{}' });
    const { digest, catalogs } = readPolicies([directory], false);
    expect(digestPolicies([directory], catalogs)).toBe(digest);
    writeFileSync(join(directory, 'tools.json'), '{ }');
    const other = digestPolicies([directory], catalogs);
    expect(other).not.toBe(digest);
    writeFileSync(join(directory, 'b.yaml'), 'name: b\n');
    expect(digestPolicies([directory], catalogs)).not.toBe(other);
  });
});
