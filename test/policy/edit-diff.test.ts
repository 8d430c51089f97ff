import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/policy/edit/unified-diff.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Applies a diff with a real program, and gives the file's text after it. */
function applied(
  program: readonly [string, ...string[]],
  file: string,
  before: string,
  diff: string,
) {
  const directory = temporaryDirectory();
  const path = join(directory, file);
  writeFileSync(path, before);
  const [command, ...options] = program;
  execFileSync(command, options, { cwd: directory, input: diff, stdio: 'pipe' });
  return readFileSync(path, 'utf8');
}

const PROGRAMS = [
  ['git', 'apply', '--whitespace=nowarn', '-'],
  ['git', 'apply', '-p0', '--whitespace=nowarn', '-'],
  ['patch', '-p0', '--binary', '--no-backup-if-mismatch'],
] as const;

const hasProgram = (name: string): boolean => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('A09: the patch of an edit', () => {
  const long = Array.from({ length: 12 }, (_, at) => `line: ${at}\n`).join('');
  const cases: readonly (readonly [what: string, before: string, after: string])[] = [
    ['in the middle', long, long.replace('line: 6\n', 'line: 6\n  except:\n    - a\n')],
    ['at the beginning', long, `new\n${long}`],
    ['at the end', long, `${long}  - a\n`],
    ['of a line', long, long.replace('line: 3', 'line: [3, a]')],
    ['without a line break at the end', 'a\nb', 'a\nb\nc'],
    ['above a last line without a line break', 'a\nb', 'a\nc\nb'],
    ['with other line breaks', 'a\r\nb\r\n', 'a\r\nc\r\nb\r\n'],
    ['of equal lines', 'a\na\na\n', 'a\na\na\na\n'],
  ];
  for (const [command, ...options] of PROGRAMS) {
    const given = [command, ...options].join(' ');
    test.skipIf(!hasProgram(command)).each(cases)(
      `A09: ${given} applies a change %s`,
      (_what, before, after) => {
        const diff = unifiedDiff('a b.yaml', before, after);
        expect(applied([command, ...options], 'a b.yaml', before, diff)).toBe(after);
      },
    );
  }

  test('A09: it shows three lines around what was added', () => {
    expect(unifiedDiff('a.yaml', long, long.replace('line: 6\n', 'line: 6\n  - a\n'))).toBe(
      '--- a.yaml\n+++ a.yaml\n@@ -5,6 +5,7 @@\n line: 4\n line: 5\n line: 6\n+  - a\n line: 7\n line: 8\n line: 9\n',
    );
    expect(unifiedDiff('a.yaml', long, long)).toBe('');
  });

  test.skipIf(!hasProgram('git'))('A09: any change can be applied', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' c', '', '\r'), { maxLength: 8 });
    const file = fc.tuple(text, fc.boolean()).map(([lines, isEnded]) => {
      return lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : '');
    });
    fc.assert(
      fc.property(file, file, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        const diff = unifiedDiff('a.yaml', before, after);
        expect(applied(PROGRAMS[0], 'a.yaml', before, diff)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });
});
