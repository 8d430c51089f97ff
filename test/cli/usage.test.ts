import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { assent, start } from './command-line.ts';

const POLICY = 'approval:\n  tools: [orders.refund]\n';

describe('the command line as a whole', () => {
  test('--version and --help are fine, and help gives examples', async () => {
    const directory = temporaryDirectory();
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const version = await assent(directory, ['--version']);
    expect(version).toEqual({ code: 0, out: `${JSON.parse(manifest).version}\n`, err: '' });
    for (const verb of [[], ['check'], ['eval'], ['explain']]) {
      const help = await assent(directory, [...verb, '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toContain('Examples:\n  assent ');
    }
  });

  test.each([
    [['chekc', 'x'], 'Did you mean check?'],
    [['check', 'x', '--stict'], 'Did you mean --strict?'],
    [['eval', '--polcy', 'x'], 'Did you mean --policy?'],
    [['eval', '--call', '{}'], '--policy <paths...>'],
    [['check'], "missing required argument 'paths'"],
    [['check', 'x', '--format', 'xml'], 'Allowed choices are human, json, github'],
    [['init', 'one', 'two'], 'too many arguments'],
    [[], 'Usage: assent'],
  ])('%j is misuse: exit 2, and what is meant', async (args, hint) => {
    const outcome = await assent(temporaryDirectory({ x: POLICY }), args);
    expect(outcome.err).toContain(hint);
    expect(outcome).toMatchObject({ code: 2, out: '' });
  });

  test('what the user typed cannot steer the terminal', async () => {
    const { err } = await assent(temporaryDirectory(), ['\u001b[2Jcheck']);
    expect(err).toContain('\\u{1b}[2Jcheck');
    expect(err).not.toContain('\u001b');
  });

  test('a reader that goes away ends the program without a word', async () => {
    const child = start(temporaryDirectory({ 'a.yaml': POLICY }), ['eval', '--policy', 'a.yaml']);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    const code = new Promise((resolve) => child.once('close', resolve));
    const writing = setInterval(() => child.stdin.write('{"tool":"orders.refund"}\n'), 5);
    expect(await code).toBe(0);
    clearInterval(writing);
    expect(err).toBe('');
  });
});
