import { describe, expect, test } from 'vitest';
import { checkLayers } from './layers.ts';
import { readSources } from './sources.ts';

/** A small tree that keeps every rule, to break one rule at a time. */
const SOUND: Readonly<Record<string, string>> = {
  'src/diagnostics/code.ts': 'export const CODES = [];',
  'src/cel/syntax/parse.ts':
    "import '@marcbachmann/cel-js'; import { CODES } from '../../diagnostics/code.ts'; export const parse = CODES;",
  'src/cel/index.ts': "export { parse } from './syntax/parse.ts';",
  'src/policy/decide.ts':
    "import { parse } from '../cel/syntax/parse.ts'; export const decide = parse;",
  'src/policy/files/load.ts':
    "import 'node:fs'; import type { decide } from '../decide.ts'; export type D = typeof decide;",
  'src/engine.ts':
    "export { decide } from './policy/decide.ts'; export type { D } from './policy/files/load.ts';",
  'src/index.ts': "export * from './engine.ts'; export type { D } from './policy/files/load.ts';",
  'src/contract/wire.ts': 'export const wire = 1;',
  'src/cli/main.ts':
    "import { decide } from '../index.ts'; decide; import data from '../../package.json'; data;",
};

const check = (changes: Readonly<Record<string, string>>): string[] =>
  checkLayers(new Map(Object.entries({ ...SOUND, ...changes })));

describe('the sources keep to the architecture', () => {
  test('imports point down, no file is in a ring, the engine needs nothing of Node', () => {
    const files = readSources();
    expect(files.size).toBeGreaterThan(10);
    expect(checkLayers(files)).toEqual([]);
  });
});

describe('the check finds', () => {
  test('nothing in a tree that keeps every rule', () => {
    expect(check({})).toEqual([]);
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'an import that points up',
      {
        'src/cel/syntax/parse.ts':
          "import { decide } from '../../policy/decide.ts'; export const parse = 1; decide;",
      },
      'src/cel/syntax/parse.ts imports src/policy/decide.ts, which is not below it',
    ],
    [
      'a type that points up',
      { 'src/cel/type.ts': "export type T = import('../policy/decide.ts').T;" },
      'src/cel/type.ts imports src/policy/decide.ts, which is not below it',
    ],
    [
      'a re-export that points up',
      { 'src/diagnostics/code.ts': "export const CODES = []; export * from '../cel/index.ts';" },
      'src/diagnostics/code.ts imports src/cel/index.ts, which is not below it',
    ],
    [
      'a dynamic import that points up',
      { 'src/diagnostics/late.ts': "export const late = () => import('../cel/index.ts');" },
      'src/diagnostics/late.ts imports src/cel/index.ts, which is not below it',
    ],
    [
      'a worker that points up',
      { 'src/json/pool.ts': "export const url = new URL('../policy/decide.js', import.meta.url);" },
      'src/json/pool.ts imports src/policy/decide.ts, which is not below it',
    ],
    [
      'a module of Node that a worker of the engine reaches',
      {
        'src/policy/decide.ts':
          "export const decide = new URL('./slow.js', import.meta.url); import { parse } from '../cel/syntax/parse.ts'; parse;",
        'src/policy/slow.ts': "import 'node:fs'; import { decide } from './decide.ts'; decide;",
      },
      'src/engine.ts -> src/policy/decide.ts -> src/policy/slow.ts -> node:fs: a browser has no such module',
    ],
    [
      'an import across a row',
      { 'src/json/digest.ts': "import '../diagnostics/code.ts'; export const digest = 1;" },
      'src/json/digest.ts imports src/diagnostics/code.ts, which is not below it',
    ],
    [
      'a room that looks past its door',
      { 'src/policy/decide.ts': "import '../engine.ts'; export const decide = 1;" },
      'src/policy/decide.ts imports src/engine.ts, which is not below it',
    ],
    [
      'a room that may look into a few others only',
      { 'src/dashboard/app.ts': "import '../policy/decide.ts'; export const app = 1;" },
      'src/dashboard/app.ts imports src/policy/decide.ts: dashboard may not',
    ],
    [
      'a folder that the architecture does not know',
      { 'src/magic/spell.ts': 'export const spell = 1;' },
      'src/magic/spell.ts is in no room of the architecture',
    ],
    [
      'an import from outside the sources',
      { 'src/cli/late.ts': "import '../../test/support/tally.ts'; export const late = 1;" },
      'src/cli/late.ts imports test/support/tally.ts, which is outside src',
    ],
    [
      'an import of nothing',
      { 'src/cli/lost.ts': "import './found.ts'; export const lost = 1;" },
      'src/cli/lost.ts imports src/cli/found.ts, which is not there',
    ],
    [
      'a second importer of the parser',
      { 'src/policy/quick.ts': "import '@marcbachmann/cel-js'; export const quick = 1;" },
      'src/policy/quick.ts imports @marcbachmann/cel-js: only src/cel/syntax/parse.ts may',
    ],
    [
      'a file with an empty name',
      { 'src/policy/utils.ts': 'export const pad = 1;' },
      'src/policy/utils.ts: the name `utils` does not say what is inside',
    ],
    [
      'a folder with an empty name',
      { 'src/policy/common/pad.ts': 'export const pad = 1;' },
      'src/policy/common/pad.ts: the name `common` does not say what is inside',
    ],
    [
      'a default export',
      { 'src/policy/one.ts': 'export default 1;' },
      'src/policy/one.ts has a default export',
    ],
    [
      'a ring of two files, if only of types',
      {
        'src/policy/a.ts': "import type { B } from './b.ts'; export type A = B;",
        'src/policy/b.ts': "import type { A } from './a.ts'; export type B = A;",
      },
      'cycle: src/policy/a.ts -> src/policy/b.ts -> src/policy/a.ts',
    ],
    [
      'a ring of three files',
      {
        'src/policy/a.ts': "import './b.ts'; export const a = 1;",
        'src/policy/b.ts': "import './c.ts'; export const b = 1;",
        'src/policy/c.ts': "import './a.ts'; export const c = 1;",
      },
      'cycle: src/policy/a.ts -> src/policy/b.ts -> src/policy/c.ts -> src/policy/a.ts',
    ],
    [
      'a module of Node that the engine reaches',
      { 'src/diagnostics/code.ts': "import 'node:os'; export const CODES = [];" },
      'src/engine.ts -> src/policy/decide.ts -> src/cel/syntax/parse.ts -> src/diagnostics/code.ts -> node:os: a browser has no such module',
    ],
    [
      'a module of Node by its old name',
      { 'src/cel/index.ts': "import { join } from 'path'; export const parse = join;" },
      'src/cel/index.ts -> path: a browser has no such module',
    ],
  ])('%s', (_, changes, violation) => {
    expect(check(changes)).toContain(violation);
  });
});
