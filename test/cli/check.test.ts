import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { assent } from './command-line.ts';

const GOOD = 'approval:\n  tools: [orders.refund]\n';
const BAD = 'approval:\n  tools:\n    - orders.refund: parm.amount > 1000\n  timout: 5\n';
/** An exception that takes the whole rule back is a warning. */
const WARNING = 'approval:\n  tools: [orders.refund]\n  except: [orders.refund]\n';

describe('assent check', () => {
  test('P12: policies without mistakes', async () => {
    const directory = temporaryDirectory({ 'a.yaml': GOOD, 'b.yml': 'block: { tools: [drop] }' });
    const outcome = await assent(directory, ['check', '.']);
    expect(outcome).toEqual({ code: 0, out: '2 files: no mistakes\n', err: '' });
  });

  test('P12: every mistake of every file in one run, as the result of the program', async () => {
    const directory = temporaryDirectory({ 'a.yaml': BAD, 'b.yaml': 'blok: {}', 'c.yaml': GOOD });
    const { code, out, err } = await assent(directory, ['check', '.']);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).toContain('a.yaml:4:3: error[policy/unknown-key]');
    expect(out).toContain('b.yaml:1:1: error[policy/unknown-key]');
    expect(out).toContain('  4 |   timout: 5\n');
    expect(out).toMatch(/\n3 files: \d+ errors\n$/);
  });

  test('P12: as JSON', async () => {
    const directory = temporaryDirectory({ 'a.yaml': BAD });
    for (const format of [['--json'], ['--format', 'json']]) {
      const { code, out } = await assent(directory, ['check', 'a.yaml', ...format]);
      expect(code).toBe(1);
      const [first] = JSON.parse(out);
      expect(Object.keys(first)).toEqual([
        'code',
        'severity',
        'file',
        'line',
        'column',
        'end_line',
        'end_column',
        'message',
        'help',
      ]);
    }
    const { out } = await assent(temporaryDirectory({ 'a.yaml': GOOD }), ['check', '.', '--json']);
    expect(JSON.parse(out)).toEqual([]);
  });

  test('P12: as annotations of a pull request', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': BAD });
    const { code, out } = await assent(directory, ['check', 'policies', '--format', 'github']);
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=policies\/a\.yaml,line=\d+,/);
  });

  test('P12: warnings fail the check under --strict alone', async () => {
    const directory = temporaryDirectory({ 'a.yaml': WARNING });
    const lenient = await assent(directory, ['check', '.']);
    expect(lenient).toMatchObject({ code: 0 });
    expect(lenient.out).toContain('1 file: 1 warning');
    expect(await assent(directory, ['check', '.', '--strict'])).toMatchObject({ code: 1 });
  });

  test('P07: agent definition files', async () => {
    const agent = `model: large\nname: order-manager\n${GOOD}`;
    const directory = temporaryDirectory({ 'agent.yaml': agent });
    expect(await assent(directory, ['check', 'agent.yaml'])).toMatchObject({ code: 1 });
    const outcome = await assent(directory, ['check', 'agent.yaml', '--agent-file']);
    expect(outcome).toMatchObject({ code: 0 });
  });

  test.each([['gone.yaml'], ['empty']])('P12: %s is I/O: exit 2', async (path) => {
    const directory = temporaryDirectory({ 'empty/notes.txt': '' });
    const { code, out } = await assent(directory, ['check', path]);
    expect(code).toBe(2);
    expect(out).toContain(`${path}:1:1: error[file/`);
  });

  test('P12: a missing file beside a mistake is a mistake: exit 1', async () => {
    const directory = temporaryDirectory({ 'a.yaml': BAD });
    expect(await assent(directory, ['check', 'gone.yaml', 'a.yaml'])).toMatchObject({ code: 1 });
  });
});
