import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

/** A file system of some megabytes, for which one has to be root; `undefined` where there can be none. */
export function smallDisk(megabytes: number): string | undefined {
  const directory = temporaryDirectory();
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  // lazily: the store is closed after this
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', directory]);
  });
  return directory;
}
