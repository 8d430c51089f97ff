import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Decision } from '../../src/policy/decision.ts';
import { type LoadOptions, PolicyError } from '../../src/policy/files/load.ts';
import type { PolicyChange } from '../../src/policy/files/policy-change.ts';
import { type PolicyWatcher, watchPolicy } from '../../src/policy/files/watch.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

/** A policy that names its number wherever it can. */
const numbered = (number: number): string =>
  `approval:\n  tools: [pay]\n  message: "${number}"\n  approvers: ["user:${number}@example.com"]\n`;

interface Watched {
  readonly watcher: PolicyWatcher;
  readonly changes: PolicyChange[];
  readonly refusals: (readonly Diagnostic[])[];
  /** The number of the policy in force. */
  readonly number: () => number;
}

/** Watches until the test ends, deciding all the while. */
function watching(paths: string | readonly string[], options?: LoadOptions): Watched {
  const watcher = watchPolicy(paths, options);
  const changes: PolicyChange[] = [];
  const refusals: (readonly Diagnostic[])[] = [];
  watcher.on('change', (change) => changes.push(change));
  watcher.on('refused', (diagnostics) => refusals.push(diagnostics));
  const stopDeciding = decideAllTheTime(watcher);
  onTestFinished(async () => {
    stopDeciding();
    await watcher.close();
  });
  const number = () => Number(watcher.current.decide({ tool: 'pay' }).message);
  return { watcher, changes, refusals, number };
}

/** Checks that each decision belongs wholly to one version: of its message, its terms and its name. */
function decideAllTheTime(watcher: PolicyWatcher): () => void {
  const numberOf = new Map<string, string>();
  let mixed: Decision | undefined;
  const timer = setInterval(() => {
    for (let count = 0; count < 100; count += 1) {
      const decision = watcher.current.decide({ tool: 'pay' });
      const number = decision.message ?? 'none';
      const approvers = decision.approval?.requirements.flatMap((one) => one.approvers) ?? [];
      const known = numberOf.get(decision.policyVersion) ?? number;
      numberOf.set(decision.policyVersion, known);
      const whole = approvers.every((approver) => approver === `user:${number}@example.com`);
      if (known !== number || !whole || decision.decision !== 'require_approval')
        mixed ??= decision;
    }
  }, 1);
  return () => {
    clearInterval(timer);
    expect(mixed).toBeUndefined();
  };
}

/** As editors do: another file takes the name. */
function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new~`, text);
  renameSync(`${path}.new~`, path);
}

describe('changes that take effect', () => {
  test('P09: an atomic rename, as editors do, again and again', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(0) });
    const path = join(directory, 'a.yaml');
    const { changes, refusals, number } = watching(path);
    for (const next of [1, 2, 3]) {
      replaceFile(path, numbered(next));
      await until(`${next} is in force`, () => number() === next);
    }
    expect(changes.map(({ changed }) => changed)).toEqual([['a.yaml'], ['a.yaml'], ['a.yaml']]);
    expect(refusals).toEqual([]);
  });

  test('P09: a swapped link, as Kubernetes does, never mixes what is behind it', async () => {
    const directory = temporaryDirectory();
    const generation = (number: number) => {
      mkdirSync(join(directory, `..${number}`));
      for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) {
        writeFileSync(join(directory, `..${number}`, name), numbered(number));
      }
      symlinkSync(`..${number}`, join(directory, '..data_tmp'));
      renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
      rmSync(join(directory, `..${number - 1}`), { recursive: true, force: true });
    };
    generation(1);
    for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) {
      symlinkSync(`..data/${name}`, join(directory, name));
    }
    const { watcher, refusals, number } = watching(directory);
    for (const next of [2, 3, 4]) {
      generation(next);
      await until(`${next} is in force`, () => number() === next);
    }
    expect(watcher.current.documents).toHaveLength(3);
    expect(refusals).toEqual([]);
  });

  test('P09: a directory that a link leads to is exchanged', async () => {
    const directory = temporaryDirectory({ 'one/a.yaml': numbered(1), 'two/a.yaml': numbered(2) });
    symlinkSync('one', join(directory, 'current'));
    const { number } = watching(join(directory, 'current'));
    symlinkSync('two', join(directory, 'next'));
    renameSync(join(directory, 'next'), join(directory, 'current'));
    await until('the other directory is in force', () => number() === 2);
    // watches follow
    replaceFile(join(directory, 'two/a.yaml'), numbered(3));
    await until('its change is in force', () => number() === 3);
  });

  test('P09: truncate, then write', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const path = join(directory, 'a.yaml');
    const { number, refusals } = watching(directory);
    truncateSync(path);
    await sleep(300);
    expect(number()).toBe(1);
    writeFileSync(path, numbered(2));
    await until('the text is in force', () => number() === 2);
    for (const diagnostics of refusals) expect(diagnostics[0]?.code).toBe('file/no-policy');
  });

  test('P09: 200 changes in a second settle into a few, the last of which stays', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(0) });
    const { changes, number } = watching(directory);
    const program = `
      const { writeFileSync, renameSync } = require('node:fs');
      const path = ${JSON.stringify(join(directory, 'a.yaml'))};
      const text = ${JSON.stringify(numbered(0))};
      let number = 0;
      const timer = setInterval(() => {
        number += 1;
        const next = text.replaceAll('0', String(number));
        if (number % 2 === 0) writeFileSync(path, next);
        else { writeFileSync(path + '~', next); renameSync(path + '~', path); }
        if (number === 200) clearInterval(timer);
      }, 5);`;
    const writer = spawn(process.execPath, ['--eval', program], { stdio: 'inherit' });
    await once(writer, 'exit');
    await until('the last one is in force', () => number() === 200);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.length).toBeLessThan(50);
  });

  test('P09: documents come, go and change; an event names them', async () => {
    const directory = temporaryDirectory({
      'a.yaml': numbered(1),
      'b.yaml': 'block: { tools: [drop] }',
    });
    const { watcher, changes } = watching(directory);
    const from = watcher.current.version;
    writeFileSync(join(directory, 'c.yaml'), 'block: { tools: [wipe] }');
    rmSync(join(directory, 'b.yaml'));
    replaceFile(join(directory, 'a.yaml'), numbered(2));
    await until(
      'all is in force',
      () => watcher.current.decide({ tool: 'wipe' }).decision === 'block',
    );
    const to = watcher.current.version;
    const change = { from, to, added: ['c.yaml'], removed: ['b.yaml'], changed: ['a.yaml'] };
    expect(changes).toEqual([change]);
  });

  test('P09: a catalog changes', async () => {
    const directory = temporaryDirectory({
      'policies/a.yaml': `catalog: ../tools.json\n${numbered(1)}`,
      'tools.json': '{"pay":{}}',
    });
    const { changes } = watching(join(directory, 'policies'));
    replaceFile(join(directory, 'tools.json'), '{"pay":{"type":"object"}}');
    await until('there is an event', () => changes.length === 1);
    expect(changes[0]?.changed).toEqual(['a.yaml']);
  });

  test('P09: a comment makes another version, a new time stamp does not', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const path = join(directory, 'a.yaml');
    const { changes } = watching(path);
    utimesSync(path, new Date(), new Date());
    await sleep(400);
    expect(changes).toEqual([]);
    writeFileSync(path, `# the same\n${numbered(1)}`);
    await until('there is an event', () => changes.length === 1);
  });

  test('P09: without any hint of the operating system', async () => {
    const chokidar = await import('chokidar');
    const deaf = vi.spyOn(chokidar.FSWatcher.prototype, 'emit').mockReturnValue(true);
    onTestFinished(() => deaf.mockRestore());
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const { number } = watching(directory);
    await sleep(300);
    replaceFile(join(directory, 'a.yaml'), numbered(2));
    await until('the change is in force', () => number() === 2);
    expect(deaf).toHaveBeenCalled();
  });
});

describe('changes that are refused', () => {
  test('P09: a mistake keeps the last good version, and is told once', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const path = join(directory, 'a.yaml');
    const { watcher, changes, refusals, number } = watching(directory);
    const { version } = watcher.current;
    replaceFile(path, 'approval: [');
    await until('it is refused', () => refusals.length === 1);
    // the regular look finds the same again and again
    await sleep(2_000);
    expect(watcher.current.version).toBe(version);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.[0]).toMatchObject({ code: 'yaml/syntax', location: { file: path } });

    replaceFile(path, numbered(1));
    await sleep(500);
    expect(changes).toEqual([]);
    replaceFile(path, numbered(2));
    await until('the repaired one is in force', () => number() === 2);
    expect(changes.map(({ from }) => from)).toEqual([version]);
  });

  test('P09: one bad file refuses the whole set', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const { refusals, number } = watching(directory);
    writeFileSync(join(directory, 'bad.yaml'), 'blok: {}');
    replaceFile(join(directory, 'a.yaml'), numbered(2));
    await until('it is refused', () => refusals.length > 0);
    await sleep(300);
    expect(number()).toBe(1);
    rmSync(join(directory, 'bad.yaml'));
    await until('the rest is in force', () => number() === 2);
  });

  test('P09: a file goes and comes back', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const path = join(directory, 'a.yaml');
    const { refusals, number } = watching(path);
    rmSync(path);
    await until('its absence is refused', () => refusals.length === 1);
    expect(refusals[0]?.map(({ code }) => code)).toEqual(['file/unreadable']);
    expect(number()).toBe(1);
    writeFileSync(path, numbered(2));
    await until('its return is in force', () => number() === 2);
  });

  test('P09: a directory is emptied, removed, and made anew', async () => {
    const parent = temporaryDirectory({ 'policies/a.yaml': numbered(1) });
    const directory = join(parent, 'policies');
    const { refusals, number } = watching(directory);
    rmSync(join(directory, 'a.yaml'));
    await until('it is refused', () => refusals.length === 1);
    rmSync(directory, { recursive: true });
    await until('it is refused again', () => refusals.length === 2);
    expect(refusals.map(([first]) => first?.code)).toEqual(['file/no-policy', 'file/unreadable']);
    expect(number()).toBe(1);
    mkdirSync(directory);
    writeFileSync(join(directory, 'a.yaml'), numbered(2));
    await until('the new one is in force', () => number() === 2);
    // watches are on the new directory
    replaceFile(join(directory, 'a.yaml'), numbered(3));
    await until('its change is in force', () => number() === 3);
  });

  test('P09: a failure is told once like a mistake, and a change is tried again', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const path = join(directory, 'a.yaml');
    let broken = false;
    const options: LoadOptions = {
      get steps() {
        if (broken) throw new RangeError('it went\nwrong');
        return 1_000;
      },
    };
    const { refusals, changes, number } = watching(directory, options);
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    broken = true;
    replaceFile(path, numbered(2));
    await until('the failure is told', () => refusals.length > 0);
    // several looks, until the time stamp is old enough to be believed
    await sleep(4_000);
    expect(refusals).toMatchObject([
      [
        {
          code: 'file/unreadable',
          severity: 'error',
          message: `\`${directory}\` cannot be compiled: it went wrong`,
        },
      ],
    ]);
    expect(warnings).toHaveLength(1);
    expect(number()).toBe(1);
    broken = false;
    utimesSync(path, 1, 1);
    await until('the same text is tried again', () => number() === 2);
    replaceFile(path, numbered(3));
    await until('and another one too', () => number() === 3);
    expect({ refusals: refusals.length, changes: changes.length }).toEqual({
      refusals: 1,
      changes: 2,
    });
  });

  test('P09: what cannot be used to begin with is thrown, and nothing is left running', () => {
    const directory = temporaryDirectory();
    expect(() => watchPolicy(join(directory, 'gone.yaml'))).toThrow(PolicyError);
  });
});

describe('listeners and the end', () => {
  test('P09: a listener that throws is a warning, and the others are called', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const path = join(directory, 'a.yaml');
    const { watcher, changes, number } = watching(path);
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const broken = () => {
      throw new Error('a broken listener');
    };
    watcher.on('change', broken).on('change', async () => broken());
    replaceFile(path, numbered(2));
    await until('both are warnings', () => warnings.length === 2);
    expect(warnings[0]?.message).toBe('a broken listener');
    watcher.off('change', broken);
    replaceFile(path, numbered(3));
    await until('watching goes on', () => number() === 3);
    expect(changes).toHaveLength(2);
  });

  test('P09: after close no event follows, and closing again is fine', async () => {
    const directory = temporaryDirectory({ 'a.yaml': numbered(1) });
    const { watcher, changes, refusals, number } = watching(directory);
    replaceFile(join(directory, 'a.yaml'), numbered(2));
    await Promise.all([watcher.close(), watcher.close()]);
    rmSync(join(directory, 'a.yaml'));
    await sleep(2_000);
    await watcher.close();
    expect([changes, refusals]).toEqual([[], []]);
    expect(number()).toBe(1);
  });
});
