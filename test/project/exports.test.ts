import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/diagnostics/code.ts';
import { readModule } from './imports.ts';
import { ROOT } from './sources.ts';

/** What `import * as all from 'name'` holds, in a program of its own that resolves the built package. */
function valuesOf(name: string): readonly string[] {
  const program = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(name)})).sort()))`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

/** Everything that a door's source exports, types included. */
function namesOf(file: string): readonly string[] {
  return [...readModule(file, readFileSync(join(ROOT, file), 'utf8')).exports].sort();
}
