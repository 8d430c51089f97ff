import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../src/contract/endpoints/operation.ts';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { PROBLEM_STATUS } from '../../src/contract/problem.ts';
import { PERMISSIONS, ROLES } from '../../src/identity/role.ts';
import { readConfigFile } from '../../src/server/config-file.ts';
import { SETTING_NAMES, SETTINGS, variableOf } from '../../src/server/settings.ts';
import { ROOT } from '../project/sources.ts';
import { attributeOf, readFences } from './markdown.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

type Row = readonly string[];

const tableOf = (rows: readonly Row[]): string =>
  rows
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

/**
 * Expects a table of a document to be what the sources say, between `<!-- name: ... -->` and
 * `<!-- end of name -->`; with `UPDATE_DOCS=1`, writes it there.
 */
function expectTable(file: string, name: string, headings: Row, rows: readonly Row[]): void {
  const text = read(file);
  const [begin = ''] = new RegExp(`<!-- ${name}: .* -->\n`).exec(text) ?? [];
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(`<!-- end of ${name} -->`);
  expect(begin !== '' && to >= from, `${file} has a place for ${name}`).toBe(true);
  const wanted = `\n${tableOf([headings, headings.map(() => '---'), ...rows])}\n\n`;
  if (process.env['UPDATE_DOCS'] === '1') {
    writeFileSync(join(ROOT, file), text.slice(0, from) + wanted + text.slice(to));
  } else {
    expect(text.slice(from, to)).toBe(wanted);
  }
}

/** The first cells of rows that begin with a code. */
const codesIn = (file: string, pattern: string): readonly (string | undefined)[] =>
  [...read(file).matchAll(new RegExp(`^\\| \`(${pattern})\` \\|`, 'gm'))].map(([, code]) => code);

describe('docs/server.md', () => {
  test('I17: its table of settings is that of the program', () => {
    const rows = SETTING_NAMES.map((name) => {
      const { usual, rule, help } = SETTINGS[name];
      const shown = usual === undefined ? '' : `\`${String(usual)}\``;
      return [`\`${name}\``, `\`${variableOf(name)}\``, shown, `${help}; ${rule}`];
    });
    expectTable('docs/server.md', 'settings', ['setting', 'variable', 'usual', 'what'], rows);
  });

  test.each(['README.md', 'docs/server.md'])(
    'I17: the configuration in %s has no mistake',
    (file) => {
      const files = readFences(read(file)).filter(
        (fence) => attributeOf(fence, 'file') === 'assent.config.yaml',
      );
      expect(files).not.toEqual([]);
      for (const { text } of files) {
        const { given, mistakes } = readConfigFile('assent.config.yaml', text);
        expect(mistakes).toEqual([]);
        for (const { name, value } of given) {
          expect(SETTINGS[name].schema.safeParse(value)).toMatchObject({ success: true });
        }
      }
    },
  );
});

describe('docs/identity.md', () => {
  test('I03: its table of roles is that of the program', () => {
    const rows = Object.entries(PERMISSIONS).map(([permission, roles]) => [
      `\`${permission}\``,
      ...ROLES.map((role) => ((roles as readonly string[]).includes(role) ? 'yes' : '')),
    ]);
    const headings = ['permission', ...ROLES.map((role) => `\`${role}\``)];
    expectTable('docs/identity.md', 'permissions', headings, rows);
  });

  test('I03: says of every permission what it is for', () => {
    const [, words = ''] = read('docs/identity.md').split('<!-- end of permissions -->');
    const missing = Object.keys(PERMISSIONS).filter((name) => !words.includes(`- \`${name}\`:`));
    expect(missing).toEqual([]);
  });
});

describe('docs/rest-api.md', () => {
  test('I01: its table of endpoints is the contract', () => {
    const rows = ENDPOINTS.map(({ method, path, access, summary }) => [
      `\`${method.toUpperCase()} ${path}\``,
      access,
      summary,
    ]);
    expectTable('docs/rest-api.md', 'endpoints', ['request', 'who', 'what'], rows);
  });

  test('I01: explains every problem with its status, in the order of their list, and no other', () => {
    const rows = [...read('docs/rest-api.md').matchAll(/^\| `([a-z/-]+)` \| (\d{3}) \| .+ \|$/gm)];
    expect(rows.map(([, code, status]) => [code, Number(status)])).toEqual(
      Object.entries(PROBLEM_STATUS),
    );
  });

  test('I01: explains every event', () => {
    expect(codesIn('docs/rest-api.md', '[a-z]+(?:\\.[a-z]+)+')).toEqual([...EVENT_TYPES]);
  });
});
