import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/diagnostics/code.ts';
import { ROOT } from '../project/sources.ts';
import { expectLinks, expectTruth } from './truth.ts';

const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

describe.each(['CONTRIBUTING.md', ...GUIDES])('%s', (file) => {
  test('every command, snippet and policy in it does what it says', {
    timeout: 300_000,
  }, async () => {
    await expectTruth(file);
  });

  test('every link leads somewhere', () => expectLinks(file));
});

describe('docs/diagnostics.md', () => {
  const text = readFileSync(join(ROOT, 'docs', 'diagnostics.md'), 'utf8');

  test('P12: explains every code, in the order of their list, and no other', () => {
    const headings = [...text.matchAll(/^### `(.+)`$/gm)].map((match) => match[1]);
    expect(headings).toEqual([...DIAGNOSTIC_CODES]);
  });

  test('P12: shows every code in the output of an example of its own', () => {
    const sections = text.split(/^### /m).slice(1);
    const silent = sections.filter((section) => {
      const code = /^`(.+)`/.exec(section)?.[1] ?? '';
      return !section.slice(section.indexOf('\n')).includes(code);
    });
    expect(silent.map((section) => section.split('\n')[0])).toEqual([]);
  });
});
