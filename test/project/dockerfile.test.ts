import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { linkDependencies, run, startServer } from './installed-package.ts';
import { ROOT } from './sources.ts';

/** One instruction, as `COPY package.json ./`. */
interface Instruction {
  readonly name: string;
  readonly text: string;
}

interface Stage {
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The stages of the Dockerfile; the last one has no name. */
const STAGES: readonly Stage[] = read('Dockerfile')
  .split(/^(?=FROM )/m)
  .slice(1)
  .map((text) => {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const instructions = lines.map((line) => {
      const [name = ''] = line.split(' ', 1);
      return { name, text: line.slice(name.length + 1) };
    });
    return { name: / AS (\w+)$/.exec(lines[0] ?? '')?.[1] ?? '', instructions };
  });

const IMAGE = STAGES.at(-1)?.instructions ?? [];

const textOf = (name: string): string => IMAGE.find((one) => one.name === name)?.text ?? '';

const wordsOf = (name: string): readonly string[] => JSON.parse(textOf(name));

/** What `.dockerignore` lets in. */
const SENT = read('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

/** Does the `COPY` of a stage in a directory that stands for `/`, from the checkout or from other stages. */
function copyInto(root: string, stage: Stage, others: Readonly<Record<string, string>>): void {
  let place = '/';
  for (const { name, text } of stage.instructions) {
    if (name === 'WORKDIR') place = text;
    if (name !== 'COPY') continue;
    const words = text.split(' ');
    const from = /^--from=(\w+)$/.exec(words[0] ?? '')?.[1];
    const sources = words.slice(from === undefined ? 0 : 1, -1);
    const last = words.at(-1) ?? '';
    for (const source of sources) {
      if (from === undefined) expect(SENT).toContain(source);
      const origin = from === undefined ? join(ROOT, source) : join(others[from] ?? '', source);
      const target = join(root, last.startsWith('/') ? last : join(place, last));
      mkdirSync(join(root, place), { recursive: true });
      cpSync(origin, last.endsWith('/') ? join(target, basename(source)) : target, {
        recursive: true,
      });
    }
  }
}

describe('the Dockerfile, by hand', { timeout: 120_000 }, () => {
  test('I17: runs as a user without rights, on one supported Node, with the store in a volume', () => {
    const froms = STAGES.flatMap(({ instructions }) => instructions.slice(0, 1));
    expect(new Set(froms.map(({ text }) => text.split(' ')[0])).size).toBe(1);
    const names = IMAGE.map(({ name }) => name);
    expect(textOf('USER')).toBe('node');
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
    expect(IMAGE.map(({ text }) => text)).toContain(
      `ASSENT_STORE=sqlite:${textOf('VOLUME')}/assent.db`,
    );
    expect(SENT.filter((path) => /data|node_modules|dist|^\.|test/.test(path))).toEqual([]);
  });

  test('I17: what it copies is enough to build, to serve, and to be found healthy', async () => {
    const roots = { build: temporaryDirectory(), packages: temporaryDirectory() };
    const [build, , image] = STAGES;
    if (build === undefined || image === undefined) throw new Error('a stage is missing');

    // `npm ci` needs the network: the packages of this checkout stand for it
    copyInto(roots.build, build, {});
    symlinkSync(join(ROOT, 'node_modules'), join(roots.build, 'build', 'node_modules'), 'dir');
    const built = run(join(roots.build, 'build'), 'npm', 'run', 'build');
    expect({ status: built.status, out: built.stdout }).toMatchObject({ status: 0 });
    linkDependencies(JSON.parse(read('package.json')), join(roots.packages, 'app'));

    const root = temporaryDirectory();
    copyInto(root, image, roots);
    mkdirSync(join(root, 'data'));
    const env = Object.fromEntries(
      IMAGE.filter(({ name }) => name === 'ENV').map(({ text }) => {
        const [variable = '', value = ''] = text.split(/=(.*)/s);
        return [variable, value.replace(/(^|:)\/(?=data|policies)/, `$1${root}/`)];
      }),
    );
    const [program = '', ...args] = [...wordsOf('ENTRYPOINT'), ...wordsOf('CMD')];
    const more = { ...env, ASSENT_PORT: '0' };
    const server = await startServer(join(root, 'app'), program, args, more);
    expect(server.startedInMs).toBeLessThan(10_000);
    const [probe = '', ...probed] = JSON.parse(textOf('HEALTHCHECK').replace(/^.*CMD /, ''));
    const script = probed.map((word: string) =>
      word.replace('process.env.ASSENT_PORT', new URL(server.url).port),
    );
    expect(run(root, probe, ...script).status).toBe(0);
    expect(await server.end()).toBe(0);
    expect(run(root, probe, ...script).status).toBe(1);
  });
});
