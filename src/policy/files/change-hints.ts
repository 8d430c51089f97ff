import { basename, dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { isPolicyName } from './policy-path.ts';

/**
 * Hints that something may have changed, as the operating system gives them: fast, but neither complete
 * nor exact. Watches the given paths, the policies directly in them, and the directories above them,
 * in which editors rename files and Kubernetes swaps links. Call `close` on the result to end it.
 */
export function hintChanges(paths: readonly string[], onHint: () => void): FSWatcher {
  const given = new Set(paths.map((path) => resolve(path)));
  const watched = new Set([...given].flatMap((path) => [path, dirname(path)]));
  const isPolicy = (path: string) => given.has(dirname(path)) && isPolicyName(basename(path));
  const watcher = watch([...watched], {
    ignored: (path) => !watched.has(resolve(path)) && !isPolicy(resolve(path)),
    ignoreInitial: true,
    depth: 0,
    atomic: false,
  });
  // `raw` also tells of names that chokidar was told to ignore, such as a swapped `..data` link
  watcher.on('raw', onHint);
  watcher.on('all', onHint);
  // what changed before the watches were set has left no hint
  watcher.on('ready', onHint);
  // too few watches left, a directory that may not be read: the regular look at the files makes up for it
  watcher.on('error', () => {});
  return watcher;
}
