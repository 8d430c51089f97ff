import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { transformWithOxc } from 'vite';
import { ROOT } from '../project/sources.ts';
import { withoutNotRun } from './commands.ts';
import { attributeOf, type Fence, readFences, replaceFence } from './markdown.ts';
import { StandIns } from './stand-ins.ts';
import { Workbench } from './workbench.ts';

/** Something that a document shows, and what it turned out to be. */
export interface Finding {
  /** Line of the document. */
  readonly line: number;
  readonly wanted: string;
  readonly got: string;
}

/** How long it takes at most until a changed policy is in force. */
const RELOAD_MS = 1_500;

const HAS_CURL = spawnSync('curl', ['--version']).status === 0;

/** Are documents rewritten to show what happens. */
const UPDATE = process.env['UPDATE_DOCS'] === '1';

/**
 * Does what a document says, block by block, and compares what it shows with what happens:
 *
 * - `sh` runs, and must end with 0, or with the code of its `exit=` attribute; `sh background` goes on
 *   running in another terminal until the document ends, `sh terminal=NAME` in one of several; a block with
 *   `curl` is left out where there is none;
 * - `ts` is type-checked with the others of the document, stripped of its types, and run;
 * - `yaml` and `json` with a `file=` attribute are written to that file; a `yaml` block without one is
 *   a policy, checked by `assent check`, or, when a `json` block with a call follows, decided by
 *   `assent eval`;
 * - a block without a language is a drawing;
 * - `text` is the output of what stands before it; `text background` and `text terminal=NAME` of the program
 *   there, and with `part` it is among what that has printed.
 *
 * A server has a port of its own, which documents show as `4319`. Ids and times in outputs, and in commands that name them, stand for those of this run.
 *
 * With `UPDATE_DOCS=1` in the environment, `text` blocks are rewritten instead.
 *
 * @param file path from the top of the checkout
 */
export async function walkThrough(file: string): Promise<readonly Finding[]> {
  const document = readFileSync(join(ROOT, file), 'utf8');
  const walk = new Walk(await freePort());
  try {
    const fences = readFences(document);
    for (const [index, fence] of fences.entries()) {
      await walk.step(fence, fences[index + 1]);
    }
    await walk.finish();
  } finally {
    await walk.bench.close();
  }
  if (UPDATE) rewrite(file, document, walk.findings, walk.shown);
  return walk.findings;
}

function rewrite(
  file: string,
  document: string,
  findings: readonly Finding[],
  shown: ReadonlySet<number>,
): void {
  const texts = findings.filter(({ line }) => shown.has(line)).sort((a, b) => b.line - a.line);
  const updated = texts.reduce((text, { line, got }) => replaceFence(text, line, got), document);
  writeFileSync(join(ROOT, file), updated);
}

class Walk {
  readonly bench: Workbench;
  readonly #port: number;
  readonly #standIns: StandIns;
  readonly findings: Finding[] = [];
  /** Lines of the `text` blocks. */
  readonly shown = new Set<number>();
  /** What the last block printed, until a `text` block shows it. */
  #output: string | undefined;
  /** The policy of a `yaml` block whose call is still to come. */
  #undecided = false;
  readonly #snippets: number[] = [];
  /** A server runs, which reads policies when they change. */
  #isServed = false;
  /** What the last block would have run is not on this machine. */
  #isLacking = false;

  /** @param port of a server, where documents say `4319`: another one may run */
  constructor(port: number) {
    this.#port = port;
    this.bench = new Workbench({ ASSENT_PORT: String(port) });
    this.#standIns = new StandIns([
      [`127.0.0.1:${port}`, '127.0.0.1:4319'],
      [this.bench.home, '/home/alice'],
    ]);
  }

  async step(fence: Fence, next: Fence | undefined): Promise<void> {
    const path = attributeOf(fence, 'file');
    if (path !== undefined) {
      this.bench.write(path, fence.text);
      // nobody reads on faster than this
      if (this.#isServed) await sleep(RELOAD_MS);
      return;
    }
    switch (fence.language) {
      case 'sh':
        return this.#commands(fence);
      case 'text':
        return this.#text(fence);
      case 'ts':
        return this.#snippet(fence);
      case 'yaml':
        return this.#policy(fence, next);
      case 'json':
        return this.#call(fence, next);
      case '':
        return; // a drawing
      default:
        throw new Error(`line ${fence.line}: no way to try a block of \`${fence.language}\``);
    }
  }

  /** Type-checks the snippets, all at once. */
  async finish(): Promise<void> {
    if (this.#snippets.length === 0) return;
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = {
      compilerOptions: {
        ...JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).compilerOptions,
        typeRoots: [join(ROOT, 'node_modules', '@types')],
      },
      files: this.#snippets.map((line) => `snippet-${line}.ts`),
    };
    writeFileSync(join(this.bench.folder, 'tsconfig.json'), JSON.stringify(options));
    const { output } = await this.bench.run(`(cd ${this.bench.folder} && node ${tsc} -p .)`);
    this.findings.push({ line: this.#snippets[0] ?? 0, wanted: '', got: output });
  }

  async #commands(fence: Fence): Promise<void> {
    const text = this.#standIns.resolve(withoutNotRun(fence.text));
    if (text === '') return;
    this.#isLacking = /^curl /m.test(text) && !HAS_CURL;
    if (this.#isLacking) return;
    const terminal = terminalOf(fence);
    if (terminal !== undefined) {
      if (/^npm start$|^assent serve\b/m.test(text)) {
        this.#isServed = true;
        this.bench.set('ASSENT_URL', `http://127.0.0.1:${this.#port}`);
      }
      return this.bench.start(terminal, text);
    }
    const { output, code } = await this.bench.run(text);
    const wanted = attributeOf(fence, 'exit') ?? '0';
    this.findings.push({ line: fence.line, wanted: `exit ${wanted}`, got: `exit ${code}` });
    this.#output = output;
  }

  async #text(fence: Fence): Promise<void> {
    if (this.#isLacking) return;
    const terminal = terminalOf(fence);
    const isPart = fence.attributes.includes('part');
    const seen = (output: string): string => (isPart ? this.#partOf(output, fence.text) : output);
    const isComplete = (output: string): boolean => this.#standIns.isLike(seen(output), fence.text);
    const printed =
      terminal === undefined
        ? this.#output
        : await this.bench.printed(terminal, UPDATE && !isPart ? undefined : isComplete);
    if (printed === undefined) {
      throw new Error(`line ${fence.line}: nothing stands before this output`);
    }
    if (!isPart) this.shown.add(fence.line);
    const got = this.#standIns.settle(seen(printed), fence.text);
    this.findings.push({ line: fence.line, wanted: fence.text, got });
    this.#output = undefined;
  }

  /** The lines of an output that are like what is shown; all where none are. */
  #partOf(output: string, shown: string): string {
    const lines = output.split(/(?<=\n)/);
    const length = shown.split('\n').length - 1;
    const parts = lines.map((_, at) => lines.slice(at, at + length).join(''));
    return parts.find((part) => this.#standIns.isLike(part, shown)) ?? output;
  }

  async #snippet(fence: Fence): Promise<void> {
    const { folder } = this.bench;
    const name = `snippet-${fence.line}`;
    const text = this.#standIns.resolve(fence.text);
    writeFileSync(join(folder, `${name}.ts`), text);
    const { code } = await transformWithOxc(text, `${name}.ts`, { sourcemap: false });
    writeFileSync(join(folder, `${name}.mjs`), code);
    this.#snippets.push(fence.line);
    const { output, code: exit } = await this.bench.run(`(cd ${folder} && node ${name}.mjs)`);
    this.findings.push({ line: fence.line, wanted: 'exit 0', got: exit === 0 ? 'exit 0' : output });
    this.#output = output;
  }

  async #policy(fence: Fence, next: Fence | undefined): Promise<void> {
    this.bench.write('policy.yaml', fence.text);
    this.#undecided = next?.language === 'json' && attributeOf(next, 'file') === undefined;
    if (this.#undecided) return;
    const { output, code } = await this.bench.run('assent check policy.yaml');
    if (next?.language === 'text') {
      this.#output = output;
      return;
    }
    const sound = code === 0 && !/: (error|warning)\[/.test(output);
    this.findings.push({
      line: fence.line,
      wanted: 'no mistake',
      got: sound ? 'no mistake' : output,
    });
  }

  async #call(fence: Fence, next: Fence | undefined): Promise<void> {
    JSON.parse(fence.text);
    if (!this.#undecided) throw new Error(`line ${fence.line}: no policy stands before this call`);
    this.bench.write('call.json', fence.text);
    const { output } = await this.bench.run('assent eval --policy policy.yaml --call @call.json');
    this.#output = output;
    if (next?.language !== 'text')
      throw new Error(`line ${fence.line}: no decision follows this call`);
  }
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The name of the terminal that a block is about; `undefined` for the one where commands end. */
function terminalOf(fence: Fence): string | undefined {
  return fence.attributes.includes('background') ? '' : attributeOf(fence, 'terminal');
}
