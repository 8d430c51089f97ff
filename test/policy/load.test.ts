import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPolicies, loadPolicy, PolicyError } from '../../src/policy/files/load.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const GATE = 'approval:\n  tools: [orders.refund]\n';
const BLOCK = 'block:\n  tools: [db.drop]\n';

/** Codes and places of the diagnostics, files shown relative to `directory`. */
function mistakesIn(directory: string, paths: string | readonly string[]): string[] {
  return checkPolicies(paths).diagnostics.map(({ code, location }) => {
    const file = relative(directory, location.file);
    return `${file}:${location.line}:${location.column} ${code}`;
  });
}

describe('what belongs to a policy set', () => {
  test('P12: a directory gives its YAML files but tests, dot files and what lies deeper', () => {
    const directory = temporaryDirectory({
      'b.yaml': GATE,
      'a.yml': BLOCK,
      'a.test.yaml': 'not: [a policy',
      '.hidden.yaml': 'not: [a policy',
      'notes.txt': 'not: [a policy',
      'deeper/c.yaml': 'not: [a policy',
      'directory.yaml/d.yaml': 'not: [a policy',
    });
    const policy = loadPolicy(directory);
    expect(policy.documents.map((document) => document.file)).toEqual(['a.yml', 'b.yaml']);
  });

  test('P12: links are followed, as in a mounted ConfigMap', () => {
    const directory = temporaryDirectory({ '..2026/order.yaml': GATE });
    symlinkSync('..2026', join(directory, '..data'));
    symlinkSync('..data/order.yaml', join(directory, 'order.yaml'));
    expect(loadPolicy(directory).documents.map((document) => document.file)).toEqual([
      'order.yaml',
    ]);
  });

  test('P12: several paths make one set, a file among them twice counts once, tests do not', () => {
    const directory = temporaryDirectory({ 'a.yaml': GATE, 'b.yaml': BLOCK, 'a.test.yaml': 'x' });
    const paths = ['a.yaml', 'a.test.yaml', 'b.yaml', '../x/b.yaml'].map((name) =>
      join(directory, name.replace('../x/', './')),
    );
    expect(loadPolicy(paths).version).toBe(loadPolicy(directory).version);
  });

  test('P12: the version depends on names and contents, not on where the files are', () => {
    const one = temporaryDirectory({ 'a.yaml': GATE });
    const other = temporaryDirectory({ 'deeper/a.yaml': GATE, 'renamed.yaml': GATE });
    expect(loadPolicy(join(other, 'deeper')).version).toBe(loadPolicy(one).version);
    expect(loadPolicy(join(other, 'renamed.yaml')).version).not.toBe(loadPolicy(one).version);
  });

  test('P12: a byte order mark is no part of the text', () => {
    const directory = temporaryDirectory({ 'a.yaml': `\uFEFF${GATE}` });
    const plain = temporaryDirectory({ 'a.yaml': GATE });
    expect(loadPolicy(directory).version).toBe(loadPolicy(plain).version);
  });

  test('P12: decisions name the file by its base name, diagnostics as it was given', () => {
    const directory = temporaryDirectory({ 'good/a.yaml': GATE, 'bad/a.yaml': 'approval: 7\n' });
    const decision = loadPolicy(join(directory, 'good')).decide({ tool: 'orders.refund' });
    expect(decision.rule?.file).toBe('a.yaml');
    const { diagnostics, sources } = checkPolicies(join(directory, 'bad'));
    expect(diagnostics[0]?.location.file).toBe(join(directory, 'bad/a.yaml'));
    expect(sources.get(join(directory, 'bad/a.yaml'))?.line(1)).toBe('approval: 7');
  });
});

describe('what cannot be read', () => {
  test('P12: a missing path, beside the mistakes of the files that are there', () => {
    const directory = temporaryDirectory({ 'bad.yaml': 'approval:\n  tools: []\n' });
    const mistakes = mistakesIn(directory, [join(directory, 'gone.yaml'), directory]);
    expect(mistakes).toContain('gone.yaml:1:1 file/unreadable');
    expect(mistakes.some((mistake) => mistake.startsWith('bad.yaml:2'))).toBe(true);
  });

  test('P12: a directory without any policy, and tests alone', () => {
    const directory = temporaryDirectory({ 'empty/notes.txt': '', 'a.test.yaml': GATE });
    expect(mistakesIn(directory, join(directory, 'empty'))).toEqual(['empty:1:1 file/no-policy']);
    expect(mistakesIn(directory, join(directory, 'a.test.yaml'))).toEqual([
      'a.test.yaml:1:1 file/no-policy',
    ]);
  });

  test('P14: an empty directory beside a policy is not left out in silence', () => {
    const directory = temporaryDirectory({ 'empty/notes.txt': '', 'a.yaml': GATE });
    const paths = [join(directory, 'a.yaml'), join(directory, 'empty')];
    expect(mistakesIn(directory, paths)).toEqual(['empty:1:1 file/no-policy']);
    expect(checkPolicies(paths).policy).toBeUndefined();
  });

  test.each([
    ['an empty file', ''],
    ['a file of comments alone', '# later\n'],
  ])('P14: %s is no policy that allows everything', (_what, text) => {
    const directory = temporaryDirectory({ 'a.yaml': GATE, 'b.yaml': text });
    expect(checkPolicies(directory).policy).toBeUndefined();
  });

  test('P15: a file over 1 MiB is refused unread', () => {
    const directory = temporaryDirectory({ 'a.yaml': `#${'x'.repeat(2 ** 20)}` });
    expect(mistakesIn(directory, directory)).toEqual(['a.yaml:1:1 file/too-large']);
  });

  test('P12: text that is not UTF-8', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a.yaml'), Buffer.from([0x6e, 0x3a, 0x20, 0xe9, 0x0a]));
    expect(mistakesIn(directory, directory)).toEqual(['a.yaml:1:1 file/unreadable']);
  });

  test('P15: a pipe that nobody writes to does not hold the program up', () => {
    const directory = temporaryDirectory();
    execFileSync('mkfifo', [join(directory, 'a.yaml')]);
    expect(mistakesIn(directory, directory)).toEqual(['a.yaml:1:1 file/unreadable']);
  });

  test('P14: a link that leads nowhere is not left out in silence', () => {
    const directory = temporaryDirectory({ 'a.yaml': GATE });
    symlinkSync('nowhere.yaml', join(directory, 'b.yaml'));
    expect(mistakesIn(directory, directory)).toEqual(['b.yaml:1:1 file/unreadable']);
  });

  // root may read everything
  test.skipIf(process.getuid?.() === 0)('P12: a file without permission to read it', () => {
    const directory = temporaryDirectory({ 'a.yaml': GATE });
    chmodSync(join(directory, 'a.yaml'), 0o000);
    expect(mistakesIn(directory, directory)).toEqual(['a.yaml:1:1 file/unreadable']);
  });

  test('P12: two files of one base name', () => {
    const directory = temporaryDirectory({ 'one/a.yaml': GATE, 'two/a.yaml': BLOCK });
    const paths = [join(directory, 'one'), join(directory, 'two')];
    expect(mistakesIn(directory, paths)).toEqual(['two/a.yaml:1:1 policy/duplicate-name']);
  });

  test('P12: PolicyError carries every diagnostic and says the first in its message', () => {
    const directory = temporaryDirectory({ 'a.yaml': 'approval: 7\n', 'b.yaml': 'block: 7\n' });
    let thrown: unknown;
    try {
      loadPolicy(directory);
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof PolicyError)) throw new Error('no PolicyError');
    expect(thrown.diagnostics.length).toBeGreaterThanOrEqual(2);
    expect(thrown.message).toContain(`${join(directory, 'a.yaml')}:1:`);
    expect(thrown.message).toContain('error[policy/');
    expect([...thrown.sources.keys()]).toEqual([
      join(directory, 'a.yaml'),
      join(directory, 'b.yaml'),
    ]);
  });

  test('a list of no paths is a mistake of the program', () => {
    expect(() => loadPolicy([])).toThrow(TypeError);
  });
});

describe('catalogs', () => {
  const CATALOG = '{"orders.refund":{"type":"object","properties":{"amount":{"type":"number"}}}}';
  const WITH_CATALOG = `catalog: ./tools.json\n${GATE}`;

  test('P13: is read from beside the policy, and is part of the version', () => {
    const directory = temporaryDirectory({ 'a.yaml': WITH_CATALOG, 'tools.json': CATALOG });
    const before = loadPolicy(directory).version;
    writeFileSync(join(directory, 'tools.json'), `${CATALOG}\n`);
    expect(loadPolicy(directory).version).not.toBe(before);
  });

  test('P13: one that is missing is reported once, where the policy names it', () => {
    const directory = temporaryDirectory({ 'a.yaml': WITH_CATALOG });
    expect(mistakesIn(directory, directory)).toEqual(['a.yaml:1:10 catalog/unreadable']);
  });

  test('P13: two policies may share one, but not mean different ones by one name', () => {
    const directory = temporaryDirectory({
      'one/a.yaml': WITH_CATALOG,
      'one/tools.json': CATALOG,
      'two/b.yaml': `catalog: ./tools.json\n${BLOCK.replace('db.drop', 'orders.refund')}`,
      'two/tools.json': CATALOG,
    });
    const paths = [join(directory, 'one'), join(directory, 'two')];
    expect(checkPolicies(paths).policy).toBeDefined();
    writeFileSync(join(directory, 'two/tools.json'), '{"orders.refund":{}}');
    expect(mistakesIn(directory, paths)).toEqual([
      'one/a.yaml:1:10 catalog/unreadable',
      'two/b.yaml:1:10 catalog/unreadable',
    ]);
  });

  test('P13: a directory in its place is not read', () => {
    const directory = temporaryDirectory({ 'a.yaml': WITH_CATALOG });
    mkdirSync(join(directory, 'tools.json'));
    expect(mistakesIn(directory, directory)).toEqual(['a.yaml:1:10 catalog/unreadable']);
  });
});
