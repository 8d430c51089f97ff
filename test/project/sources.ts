import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript source under `src`: path from the top, with slashes, to text; sorted by path. */
export function readSources(): Map<string, string> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, string] => [
      relative(ROOT, path).split(sep).join('/'),
      readFileSync(path, 'utf8'),
    ]);
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
