import { Problem } from '../fault.ts';

const NOT_ABSOLUTE = new Problem('invalid-argument', 'path does not begin with `/`');
const FORBIDDEN = new Problem('invalid-argument', 'path holds a NUL or a backslash');

/**
 * Whether an absolute POSIX path is a directory or lies inside it, by name: `.`, `..` and repeated
 * slashes are resolved, symbolic links cannot be. Relative paths, NUL and backslashes are problems, since
 * nobody knows here what they lead to.
 */
export function within(path: string, directory: string): boolean | Problem {
  const inner = resolve(path);
  if (inner instanceof Problem) return inner;
  const outer = resolve(directory);
  if (outer instanceof Problem) return outer;
  return inner === outer || outer === '/' || inner.startsWith(`${outer}/`);
}

/** The path without `.`, `..`, repeated and trailing slashes; `..` at the root stays at the root. */
function resolve(path: string): string | Problem {
  if (!path.startsWith('/')) return NOT_ABSOLUTE;
  if (path.includes('\0') || path.includes('\\')) return FORBIDDEN;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}
