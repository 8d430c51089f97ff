import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../project/sources.ts';
import { expectLinks, expectTruth } from './truth.ts';

const README = join(ROOT, 'README.md');
const BEGIN = /<!-- figures: .* -->\n/;
const END = '<!-- end of figures -->';

interface ShownFigure {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
}

/** The table of figures, from what the bench wrote for this version. */
async function figures(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const path = join(ROOT, 'bench', 'results', `${version}.json`);
  if (!existsSync(path)) throw new Error(`\`npm run bench\` has not written ${path}`);
  const { figuresOf } = await import(join(ROOT, 'bench', 'figures.mjs'));
  const { shownFigure } = await import(join(ROOT, 'bench', 'shown-figure.mjs'));
  const rows: readonly ShownFigure[] = figuresOf(JSON.parse(readFileSync(path, 'utf8'))).map(
    shownFigure,
  );
  return [
    '| figure | asked | measured |',
    '|---|---|---|',
    ...rows.map(({ what, asked, measured }) => `| ${what} | ${asked} | ${measured} |`),
  ].join('\n');
}

describe('README.md', () => {
  test('every command, snippet and policy in it does what it says', {
    timeout: 300_000,
  }, async () => {
    await expectTruth('README.md');
  });

  test('every link leads somewhere', () => expectLinks('README.md'));

  test('shows the commands that a newcomer is told to run', () => {
    const text = readFileSync(README, 'utf8');
    expect(text).toContain('npm ci && npm test');
    expect(text).toContain('npm ci && npm run build');
    expect(text).toContain(
      `node dist/cli/main.js eval --policy policies/order-manager.yaml --call '{"tool":"order_tools.process_refund","param":{"amount":1290}}'`,
    );
  });

  test('every script that it or CONTRIBUTING.md names is there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const text = readFileSync(README, 'utf8') + readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const named = [...text.matchAll(/npm run ([a-z0-9:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('names every guide, and the examples', () => {
    const text = readFileSync(README, 'utf8');
    const guides = readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`);
    expect([...guides, 'policies'].filter((path) => !text.includes(`](${path})`))).toEqual([]);
  });

  test('P18: its figures are those that the bench measured', async () => {
    const text = readFileSync(README, 'utf8');
    const [before = '', rest = ''] = text.split(BEGIN);
    const begin = BEGIN.exec(text)?.[0] ?? '';
    const [shown, after] = rest.split(END);
    const wanted = `\n${await figures()}\n\n`;
    if (process.env['UPDATE_DOCS'] === '1') {
      writeFileSync(README, `${before}${begin}${wanted}${END}${after}`);
    } else {
      expect(shown).toBe(wanted);
    }
  });
});
