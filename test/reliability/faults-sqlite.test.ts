import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { smallDisk } from '../support/small-disk.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { finish, startChild } from './child.ts';
import { proveUnderFault, watchedGate } from './under-fault.ts';

const newPath = (): string => join(temporaryDirectory(), 'assent.db');

async function openAt(path: string, lockWaitMs = 80): Promise<Store> {
  const store = await openStore(`sqlite:${path}`, { lockWaitMs });
  onTestFinished(() => store.close());
  return store;
}

describe('gates on a SQLite store', () => {
  test('A13: whose file another process has locked for long', { timeout: 60_000 }, async () => {
    const path = newPath();
    const store = await openAt(path);
    let holder: ReturnType<typeof startChild> | undefined;
    await proveUnderFault(store, {
      begin: async () => {
        holder = startChild('hold-lock.mjs', { path });
        await until('it holds the lock', () => holder?.told.length === 1);
      },
      end: async () => {
        if (holder !== undefined) await finish(holder);
      },
      code: 'store/locked',
      says: 'is locked by another process: end that process, or try again',
    });
  });

  test('A13: whose disk is full', { timeout: 60_000 }, async ({ skip }) => {
    const disk = smallDisk(4);
    if (disk === undefined) return skip('no file system can be mounted here');
    const ballast = join(disk, 'ballast');
    await proveUnderFault(await openAt(join(disk, 'assent.db')), {
      begin: () => fill(ballast),
      end: () => rmSync(ballast),
      code: 'store/full',
      says: 'cannot grow, the disk is full: make room on it',
    });
  });

  test('A13: whose file was moved away, and is put back', { timeout: 60_000 }, async () => {
    const path = newPath();
    await proveUnderFault(await openAt(path), {
      begin: () => renameSync(path, `${path}.away`),
      end: () => renameSync(`${path}.away`, path),
      code: 'store/unavailable',
      says: 'was moved, removed or replaced while it was open: put it back, or start again',
    });
  });

  test.each(['-wal', '-shm'])(
    'A13: whose %s file was moved away, and is put back',
    {
      timeout: 60_000,
    },
    async (suffix) => {
      const path = newPath();
      await proveUnderFault(await openAt(path), {
        begin: () => renameSync(path + suffix, `${path}.away`),
        end: () => renameSync(`${path}.away`, path + suffix),
        code: 'store/unavailable',
        says: 'was moved, removed or replaced while it was open',
      });
    },
  );

  test('A13: whose file was replaced by an older one', { timeout: 60_000 }, async () => {
    const path = newPath();
    await (await openStore(`sqlite:${path}`)).close();
    copyFileSync(path, `${path}.old`);
    await proveUnderFault(await openAt(path), {
      begin: () => {
        renameSync(path, `${path}.away`);
        copyFileSync(`${path}.old`, path);
      },
      end: () => renameSync(`${path}.away`, path),
      code: 'store/unavailable',
      says: 'was moved, removed or replaced while it was open',
    });
  });
});

describe('a gate on a SQLite store', () => {
  test('A13: whose files were deleted runs nothing, and goes on from a backup when it starts again', async () => {
    const path = newPath();
    const first = await openStore(`sqlite:${path}`);
    const { gate, call, runs } = await watchedGate(first);
    const { approval } = await gate.request({
      tool: 'pay',
      param: { key: 'a' },
      idempotencyKey: 'a',
    });
    const files = ['', '-wal'].map((suffix) => path + suffix);
    const backup = files.map((file) => [file, readFileSync(file)] as const);
    for (const file of [...files, `${path}-shm`]) rmSync(file);
    expect(await call('read')).toBe('gate/unreachable');
    expect(await call('drop')).toBe('gate/blocked');
    await expect(
      gate.approvals.approve(approval?.id ?? '', { by: { user: 'alice' } }),
    ).rejects.toMatchObject({ code: 'store/unavailable' });
    expect(runs).toEqual([]);
    await gate.close();
    await first.close();
    for (const [file, bytes] of backup) writeFileSync(file, bytes);
    const again = await watchedGate(await openAt(path));
    await again.gate.approvals.approve(approval?.id ?? '', { by: { user: 'alice' } });
    expect(await again.call('pay', 'a')).toBe('ran');
  });

  test('A13: whose last writes were deleted acknowledges nothing more', async () => {
    const path = newPath();
    const store = await openAt(path);
    const { call, runs } = await watchedGate(store);
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix);
    expect(await call('read')).toBe('gate/unreachable');
    expect(await call('drop')).toBe('gate/blocked');
    // nor when somebody has made them anew
    for (const suffix of ['-wal', '-shm']) writeFileSync(path + suffix, '');
    expect(await call('read')).toBe('gate/unreachable');
    expect(runs).toEqual([]);
  });

  test('A13: that can only be read lets nothing run, and goes on once it can be written', async () => {
    const directory = join(temporaryDirectory(), 'data');
    const path = join(directory, 'assent.db');
    const first = await openAt(path);
    await watchedGate(first);
    const files = ['', '-wal', '-shm'].map((suffix) => path + suffix);
    for (const file of files) chmodSync(file, 0o444);
    chmodSync(directory, 0o555);
    chmodSync(dirname(directory), 0o755);
    const restore = lowerRights();
    const store = await openAt(path);
    const { gate, call, runs } = await watchedGate(store);
    await expect(gate.gate({ tool: 'read' })).rejects.toMatchObject({
      code: 'gate/unreachable',
      message: expect.stringContaining('give this user the right to write the file'),
      cause: { name: 'StoreError', code: 'store/read-only' },
    });
    expect(await call('pay', 'a')).toBe('gate/unreachable');
    expect(await call('drop')).toBe('gate/blocked');
    expect(runs).toEqual([]);
    restore();
    for (const file of files) chmodSync(file, 0o666);
    chmodSync(directory, 0o777);
    lowerRights();
    expect(await call('read')).toBe('ran');
    expect(await call('drop')).toBe('gate/blocked');
  });

  test.each([
    ['its header', 0, 100],
    ['its first pages', 100, 40_000],
    ['all but its first page', 4_096, 10_000_000],
  ])('A13: damaged in %s is refused, and goes on from a backup', async (_, from, length) => {
    const path = newPath();
    const first = await openStore(`sqlite:${path}`);
    const { gate } = await watchedGate(first);
    const { approval } = await gate.request({
      tool: 'pay',
      param: { key: 'a' },
      idempotencyKey: 'a',
    });
    await gate.close();
    await first.close();
    const backup = readFileSync(path);
    damage(path, from, length);
    const begun = openAt(path).then((store) => watchedGate(store));
    await expect(begun).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store/corrupt',
      message: expect.stringContaining('restore it from a backup'),
    });
    writeFileSync(path, backup);
    const again = await watchedGate(await openAt(path));
    await again.gate.approvals.approve(approval?.id ?? '', { by: { user: 'alice' } });
    expect(await again.call('pay', 'a')).toBe('ran');
  });
});

/** Writes nonsense over a part of a file. */
function damage(path: string, from: number, length: number): void {
  const end = Math.min(statSync(path).size, from + length);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(end - from, 0xa5), 0, end - from, from);
  closeSync(file);
}

/** Writes to a disk until nothing more fits on it. */
function fill(path: string): void {
  const file = openSync(path, 'a');
  for (let size = 65_536; size > 0; size = Math.floor(size / 2)) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // a smaller piece may fit
    }
  }
  closeSync(file);
}

/** Goes on as a user without rights, where the test is run by one who has all; gives what undoes it. */
function lowerRights(): () => void {
  if (process.getuid?.() !== 0) return () => {};
  const restore = (): void => process.seteuid?.(0);
  process.seteuid?.(65_534);
  onTestFinished(restore);
  return restore;
}
