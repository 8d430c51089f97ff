import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pendingId } from '../approvals/gated.ts';
import { served } from '../client/served.ts';
import { ROOT } from './sources.ts';

/** What a browser gives a script beyond the language itself, as far as the engine may use it. */
const WEB_GLOBALS = { URL, TextEncoder, TextDecoder };

const ENTRY = `
import { compilePolicy, toWire } from 'assent/engine';
import { compile } from 'assent/cel';
globalThis.decide = (text, call) => {
  const { policy, diagnostics } = compilePolicy([{ name: 'policy.yaml', text }]);
  return JSON.stringify(policy === undefined ? diagnostics : toWire(policy.decide(JSON.parse(call))));
};
globalThis.cel = (source) => String(compile(source)());
`;

/** What the client may use of a browser. */
const CLIENT_GLOBALS = {
  URL,
  URLSearchParams,
  TextEncoder,
  TextDecoder,
  AbortController,
  crypto,
  performance,
  setTimeout: (run: () => void, ms: number) => Number(setTimeout(run, ms)),
  setInterval: (run: () => void, ms: number) => Number(setInterval(run, ms)),
  clearTimeout: (timer: number) => clearTimeout(timer),
  clearInterval: (timer: number) => clearInterval(timer),
};

const CLIENT_ENTRY = `
import { Assent, BlockedError } from 'assent/client';
globalThis.run = async (url, apiKey, fetch) => {
  const assent = new Assent({ url, apiKey, fetch });
  const paid = await assent.withTool({ tool: 'pay', param: { amount: 5 } }, ({ amount }) => amount);
  const blocked = await assent.gate({ tool: 'drop' }).catch((error) => error instanceof BlockedError);
  await assent.close();
  return JSON.stringify({ paid, blocked });
};
`;

/** Bundles `entry.js` as one script for browsers, with the ids of all it holds and of all it leaves outside. */
async function bundle(folder: string): Promise<{ code: string; imports: readonly string[] }> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: join(folder, 'entry.js'),
        output: { format: 'iife' },
      },
    },
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (result === undefined || !('output' in result)) throw new Error('nothing was built');
  const [chunk, ...rest] = result.output;
  expect(rest).toEqual([]);
  return {
    code: chunk.code,
    imports: [...chunk.imports, ...chunk.dynamicImports, ...chunk.moduleIds],
  };
}

describe('the engine in a browser', () => {
  let folder = '';
  let bundled: Awaited<ReturnType<typeof bundle>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assent-browser-'));
    await mkdir(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'assent'), 'dir');
    writeFileSync(join(folder, 'entry.js'), ENTRY);
    bundled = await bundle(folder);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('needs no module of Node', () => {
    const needed = bundled.imports.filter(
      (id) =>
        id.startsWith('node:') || builtinModules.includes(id) || id.includes('browser-external'),
    );
    expect(needed).toEqual([]);
    expect(bundled.code).not.toMatch(/["']node:|\brequire\(/);
  });

  test('decides without anything that Node adds to the language', () => {
    const sandbox = createContext({ ...WEB_GLOBALS });
    new Script(bundled.code).runInContext(sandbox);
    const call = JSON.stringify({
      tool: 'pay',
      param: { amount: 1290, url: 'https://EXAMPLE.com/' },
    });
    const text = `approval:
  tools:
    - pay: param.amount > 1000 && host(param.url) == "example.com" && param.url.matches("^https")
  message: "{{ param.amount }} at {{ now }}"
`;
    const script = new Script(`decide(${JSON.stringify(text)}, ${JSON.stringify(call)})`);
    expect(JSON.parse(script.runInContext(sandbox))).toMatchObject({
      decision: 'require_approval',
      rule: { file: 'policy.yaml', line: 3, column: 7 },
      message: expect.stringMatching(/^1290 at 20\d\d-/),
      errors: [],
    });
  });

  test('evaluates plain CEL', () => {
    const sandbox = createContext({ ...WEB_GLOBALS });
    new Script(bundled.code).runInContext(sandbox);
    expect(
      new Script('cel("[1, 2, 3].map(n, n * n).exists(n, n == 9)")').runInContext(sandbox),
    ).toBe('true');
  });
});

describe('the client in a browser', () => {
  let folder = '';
  let bundled: Awaited<ReturnType<typeof bundle>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assent-browser-'));
    await mkdir(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'assent'), 'dir');
    writeFileSync(join(folder, 'entry.js'), CLIENT_ENTRY);
    bundled = await bundle(folder);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('I01: needs no module of Node, and no schema', () => {
    const needed = bundled.imports.filter(
      (id) =>
        id.startsWith('node:') ||
        builtinModules.includes(id) ||
        id.includes('browser-external') ||
        id.includes('/zod/'),
    );
    expect(needed).toEqual([]);
    expect(bundled.code).not.toMatch(/["']node:|\brequire\(/);
  });

  test('I01: holds, claims, runs and reports without anything of Node', async () => {
    const server = await served('approval:\n  tools: [pay]\nblock:\n  tools: [drop]\n');
    const alice = server.client({ apiKey: await server.personKey('alice', 'approver') });
    const sandbox = createContext({ ...CLIENT_GLOBALS });
    new Script(bundled.code).runInContext(sandbox);
    const running: Promise<string> = sandbox['run'](
      server.url,
      await server.agentKey('bot'),
      fetch,
    );
    const id = await pendingId(alice);
    await alice.approvals.approve(id);
    expect(JSON.parse(await running)).toEqual({ paid: 5, blocked: true });
    expect((await alice.approvals.get(id)).execution.status).toBe('succeeded');
  });
});
