import { basename } from 'node:path';

const POLICY_FILE = /\.ya?ml$/i;
const TEST_FILE = /\.test\.ya?ml$/i;

/**
 * Does a directory entry of this name hold a policy: `*.yaml` and `*.yml`, but neither tests
 * (`*.test.yaml`) nor dot files, under which Kubernetes keeps the directories of a mounted ConfigMap.
 * Upper case counts as well: a policy that is silently left out would loosen decisions.
 */
export function isPolicyName(name: string): boolean {
  return POLICY_FILE.test(name) && !TEST_FILE.test(name) && !name.startsWith('.');
}

/** Is this a file of policy tests, which a list of paths may name (`policies/*.yaml`) but which is no policy. */
export function isTestPath(path: string): boolean {
  return TEST_FILE.test(basename(path));
}
