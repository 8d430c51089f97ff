import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isPolicyName, isTestPath } from './policy-path.ts';
import { type Unreadable, unreadable } from './read-text.ts';

/** A policy file that was found, or a given path where none was. */
export interface FoundPolicy {
  /** Base name: what decisions show, what orders documents, what `policyVersion` hashes. */
  readonly name: string;
  /** As diagnostics show it: the path that was given, with the base name where that is a directory. */
  readonly path: string;
  /** Why there is no file at this path to read. */
  readonly mistake?: Unreadable;
}

/**
 * The policy files of the given paths, each once. A directory gives those directly in it; symbolic links
 * are followed. A path that is missing or may not be read, and a directory without any policy, are
 * mistakes, so that a set never shrinks in silence. Files of policy tests may be among the paths.
 *
 * @param paths at least one
 */
export function findPolicies(paths: readonly string[]): readonly FoundPolicy[] {
  const found = new Map<string, FoundPolicy>();
  const add = (path: string, mistake?: Unreadable) =>
    found.set(resolve(path), { name: basename(path), path, ...(mistake && { mistake }) });
  for (const given of paths) {
    try {
      if (statSync(given).isDirectory()) {
        const inside = policiesIn(given);
        if (inside.length === 0) add(given, emptyDirectory(given));
        for (const path of inside) add(path);
      } else if (!isTestPath(given)) {
        add(given);
      }
    } catch (error) {
      add(given, unreadable(error, given));
    }
  }
  const [first] = paths;
  if (found.size === 0 && first !== undefined) add(first, onlyTests(first));
  return [...found.values()];
}

/** A directory that has a policy's name is no policy; a link that leads nowhere is one, which cannot be read. */
function policiesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter(isPolicyName)
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
}

const emptyDirectory = (path: string): Unreadable => ({
  code: 'file/no-policy',
  message: `\`${path}\` holds no policy`,
  help: 'a policy is a `.yaml` or `.yml` file directly in the directory',
});

const onlyTests = (path: string): Unreadable => ({
  code: 'file/no-policy',
  message: `\`${path}\` holds policy tests, not a policy`,
  help: 'name the policy that it tests',
});
