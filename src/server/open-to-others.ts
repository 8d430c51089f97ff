import { statSync } from 'node:fs';
import { findPolicies } from '../policy/files/find-policies.ts';

/** Group and others may write. */
const OTHERS_WRITE = 0o022;

/**
 * Policy files, and directories of them, that others than their owner may write: whoever can, decides what
 * agents may do. What cannot be looked at is left out; Windows knows no such modes.
 */
export function openToOthers(paths: readonly string[]): readonly string[] {
  if (process.platform === 'win32') return [];
  const files = findPolicies(paths).map(({ path }) => path);
  return [...new Set([...paths, ...files])].filter(isOpen);
}

function isOpen(path: string): boolean {
  try {
    return (statSync(path).mode & OTHERS_WRITE) !== 0;
  } catch {
    return false;
  }
}
