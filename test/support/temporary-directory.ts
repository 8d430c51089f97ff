import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A directory of the test's own, with the given files in it.
 *
 * @param whenDone is given what removes it; the test's end where absent
 */
export function temporaryDirectory(
  files: Readonly<Record<string, string>> = {},
  whenDone: (end: () => void) => void = onTestFinished,
): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'assent-'));
  whenDone(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return directory;
}
