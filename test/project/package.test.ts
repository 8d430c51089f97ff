import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  install,
  link,
  type Packed,
  pack,
  run,
  runModule,
  startServer,
} from './installed-package.ts';
import { ROOT } from './sources.ts';

/** A new project holds this package alone. */
const project = mkdtempSync(join(tmpdir(), 'assent-package-'));
let packed: Packed;

beforeAll(() => {
  packed = pack(project);
  install(packed, project);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const DOORS = Object.keys(MANIFEST.exports).filter((door) => !/json$|\*/.test(door));

/** A program that uses something of every door. */
const CONSUMER = `
import { loadPolicy, type Decision } from 'assent';
import { compilePolicy } from 'assent/engine';
import { compile } from 'assent/cel';
import { createGate, type Gate } from 'assent/approvals';
import { openStore, type Store } from 'assent/storage';
import { Assent, type AssentOptions } from 'assent/client';

export const decided: Decision = loadPolicy('policies').decide({ tool: 'a', param: { amount: 1 } });
export const store: Store = await openStore('memory:');
export const gate: Gate = await createGate({ policies: 'policies', store });
export const options: AssentOptions = { url: 'http://127.0.0.1:4319', apiKey: 'key' };
export const ran: number | object = await new Assent(options).withTool({ tool: 'a' }, () => 1);
export const both = [compilePolicy, compile];
// @ts-expect-error a decision has no such field
decided.verdict;
`;

describe('the packed package in an empty project', { timeout: 120_000 }, () => {
  test('I17: holds what is built, the schemas and the examples, and nothing else', () => {
    const rooms = new Set(packed.files.map((path) => path.split('/')[0]));
    expect([...rooms].sort()).toEqual(
      ['LICENSE', 'README.md', 'dist', 'package.json', 'policies', 'schemas'].sort(),
    );
    expect(packed.files.filter((path) => /\.(map|db|key)$|\.test\./.test(path))).toEqual([]);
  });

  test.each(DOORS)('I17: %s can be imported', (door) => {
    const name = join('assent', door);
    const text = `console.log(Object.keys(await import('${name}')).length > 0)`;
    expect(runModule(project, text)).toBe('true\n');
  });

  test('I17: its schemas can be found', () => {
    for (const schema of ['policy.schema.json', 'openapi.json']) {
      const text = `
        import { readFileSync } from 'node:fs';
        const url = import.meta.resolve('assent/schemas/${schema}');
        console.log(typeof JSON.parse(readFileSync(new URL(url), 'utf8')));`;
      expect(runModule(project, text)).toBe('object\n');
    }
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])('I17: its types are found by `moduleResolution` %s', (moduleResolution, module) => {
    if (!existsSync(join(project, 'node_modules', '@types', 'node'))) link('@types/node', project);
    writeFileSync(join(project, 'consumer.ts'), CONSUMER);
    const compilerOptions = {
      ...{ moduleResolution, module, target: 'es2023', lib: ['es2023'] },
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: ['node'] },
    };
    const settings = JSON.stringify({ compilerOptions, files: ['consumer.ts'] });
    writeFileSync(join(project, 'tsconfig.json'), settings);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = run(project, process.execPath, tsc, '-p', '.');
    expect(stdout).toBe('');
  });

  test('I17: `npx assent` is its command line', () => {
    const { stdout } = run(project, 'npx', '--no-install', 'assent', '--version');
    expect(stdout).toBe(`${MANIFEST.version}\n`);
  });

  test('I17: without policies, `serve` says how to get one; with it, it serves', async () => {
    const bin = join(project, 'node_modules', '.bin', 'assent');
    const without = run(project, bin, 'serve', '--port', '0');
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('write one with `assent init policies/assent.yaml`');
    expect(run(project, bin, 'init', 'policies/assent.yaml').status).toBe(0);

    const server = await startServer(project, bin, ['serve', '--demo', '--port', '0']);
    expect(server.startedInMs).toBeLessThan(10_000);
    const program = `
      import { readFileSync } from 'node:fs';
      import { Assent } from 'assent/client';
      const apiKey = readFileSync('data/demo-agent.key', 'utf8').trim();
      const assent = new Assent({ url: '${server.url}', apiKey });
      console.log(await assent.withTool({ tool: 'search.web', param: { q: 'x' } }, ({ q }) => q));
      await assent.close();`;
    expect(runModule(project, program)).toBe('x\n');
    expect(await server.end()).toBe(0);
  });
});
