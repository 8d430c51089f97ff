import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Fingerprint, takeFingerprint } from '../../src/policy/files/fingerprint.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

describe('what the file system says without reading', () => {
  const changes: readonly [what: string, change: (directory: string) => void][] = [
    ['a file is added', (d) => writeFileSync(join(d, 'set/b.yaml'), '')],
    ['a file is removed', (d) => rmSync(join(d, 'set/a.yaml'))],
    [
      'a file is replaced by one as large',
      (d) => {
        writeFileSync(join(d, 'new'), 'xx');
        renameSync(join(d, 'new'), join(d, 'set/a.yaml'));
      },
    ],
    [
      'a link leads elsewhere',
      (d) => {
        symlinkSync('other', join(d, 'next'));
        renameSync(join(d, 'next'), join(d, 'link'));
      },
    ],
    ['a catalog is written', (d) => writeFileSync(join(d, 'tools.json'), '{ }')],
    ['the directory goes', (d) => rmSync(join(d, 'set'), { recursive: true })],
  ];

  test.each(changes)('P09: differs when %s', async (_what, change) => {
    const directory = temporaryDirectory({
      'set/a.yaml': 'xx',
      'other/a.yaml': 'xx',
      'tools.json': '{}',
    });
    symlinkSync('set', join(directory, 'link'));
    const take = () =>
      takeFingerprint(
        [join(directory, 'set'), join(directory, 'link')],
        [join(directory, 'tools.json')],
      );
    const before = await take();
    expect((await take()).files).toBe(before.files);
    change(directory);
    expect((await take()).files).not.toBe(before.files);
  });

  test('P09: names that are no policies do not count', async () => {
    const directory = temporaryDirectory({ 'a.yaml': '' });
    const before = await takeFingerprint([directory], []);
    writeFileSync(join(directory, 'a.test.yaml'), '');
    writeFileSync(join(directory, '.b.yaml.swp'), '');
    expect((await takeFingerprint([directory], [])).files).toBe(before.files);
  });

  test('P09: a directory made anew is another one, whatever is in it', async () => {
    const directory = temporaryDirectory({ 'set/a.yaml': '' });
    const take = (): Promise<Fingerprint> => takeFingerprint([join(directory, 'set')], []);
    const before = await take();
    renameSync(join(directory, 'set'), join(directory, 'old'));
    mkdirSync(join(directory, 'set'));
    expect((await take()).directories).not.toBe(before.directories);
  });

  test('P09: fresh as long as another write could go unseen', async () => {
    const directory = temporaryDirectory({ 'a.yaml': 'ab' });
    const take = (): Promise<Fingerprint> => takeFingerprint([directory], []);
    expect(await take()).toMatchObject({ fresh: true, bytes: 2 });
    await sleep(2_100);
    expect(await take()).toMatchObject({ fresh: false, bytes: 2 });
  });
});
