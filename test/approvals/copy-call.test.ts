import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path/posix';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captureCall } from '../../src/approvals/capture.ts';
import { copyCall } from '../../src/approvals/copy-call.ts';
import { anyCall } from '../policy/generate/any-value.ts';
import { readModule } from '../project/imports.ts';
import { readSources } from '../project/sources.ts';

/** All that a module needs when it runs: files of this project, and the names of others. */
function needsOf(file: string): ReadonlySet<string> {
  const sources = readSources();
  const needs = new Set<string>();
  const visit = (path: string): void => {
    if (needs.has(path)) return;
    needs.add(path);
    const text = sources.get(path);
    if (text === undefined) return;
    for (const { specifier, reference } of readModule(path, text).imports) {
      if (reference === 'type') continue;
      visit(specifier.startsWith('.') ? join(dirname(path), specifier) : specifier);
    }
  };
  visit(file);
  return needs;
}

const isBuiltIn = (name: string): boolean =>
  name.startsWith('node:') || builtinModules.includes(name);

test('I01: a call is copied without anything of Node, as in a browser', () => {
  expect([...needsOf('src/approvals/copy-call.ts')].filter(isBuiltIn)).toEqual([]);
  expect([...needsOf('src/approvals/capture.ts')].filter(isBuiltIn)).toEqual(['node:crypto']);
});

test('I01, A14: the copy is the call that is captured, and refused for the same reason', () => {
  fc.assert(
    fc.property(anyCall(), (recipe) => {
      const [copied, capture] = [copyCall(recipe()), captureCall(recipe(), { unbound: false })];
      if (!copied.ok || !capture.ok) expect(copied).toEqual(capture);
      else expect(copied.call).toEqual(capture.captured.call);
    }),
  );
  expect(copyCall({ tool: 'pay', param: [] })).toMatchObject({ ok: false });
});
