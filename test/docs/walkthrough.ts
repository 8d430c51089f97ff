import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';
import { ROOT } from '../project/sources.ts';
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

/** Are documents rewritten to show what happens. */
const UPDATE = process.env['UPDATE_DOCS'] === '1';

/** Commands that a document shows and no test runs, each with the reason. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^git clone \S+$/, 'needs the network'],
  [/^npm ci$/, 'the tests run in a checkout that is installed already'],
  [/^npm install \S+$/, 'needs the package to be published'],
  [
    /^npm (test|run [a-z0-9:-]+)$/,
    'runs these very tests, or takes minutes; the script must exist',
  ],
  [/^npx vitest run \S+$/, 'runs these very tests'],
  [/^cd assent$/, 'the tests are in that folder already'],
];

/**
 * Does what a document says, block by block, and compares what it shows with what happens:
 *
 * - `sh` runs, and must end with 0, or with the code of its `exit=` attribute; `sh background` goes on
 *   running until the document ends;
 * - `ts` is type-checked with the others of the document, stripped of its types, and run;
 * - `yaml` and `json` with a `file=` attribute are written to that file; a `yaml` block without one is
 *   a policy, checked by `assent check`, or, when a `json` block with a call follows, decided by
 *   `assent eval`;
 * - a block without a language is a drawing;
 * - `text` is the output of what stands before it; `text background` of the program in the background.
 *
 * Ids and times in outputs, and in commands that name them, stand for those of this run.
 *
 * With `UPDATE_DOCS=1` in the environment, `text` blocks are rewritten instead.
 *
 * @param file path from the top of the checkout
 */
export async function walkThrough(file: string): Promise<readonly Finding[]> {
  const document = readFileSync(join(ROOT, file), 'utf8');
  const walk = new Walk();
  try {
    const fences = readFences(document);
    for (const [index, fence] of fences.entries()) {
      await walk.step(fence, fences[index + 1]);
    }
    await walk.finish();
  } finally {
    walk.bench.close();
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
  readonly bench = new Workbench();
  readonly #standIns = new StandIns();
  readonly findings: Finding[] = [];
  /** Lines of the `text` blocks. */
  readonly shown = new Set<number>();
  /** What the last block printed, until a `text` block shows it. */
  #output: string | undefined;
  /** The policy of a `yaml` block whose call is still to come. */
  #undecided = false;
  readonly #snippets: number[] = [];

  async step(fence: Fence, next: Fence | undefined): Promise<void> {
    const path = attributeOf(fence, 'file');
    if (path !== undefined) return this.bench.write(path, fence.text);
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
    const commands = fence.text.trimEnd().split(/\n| && /);
    if (commands.every(isNotRun)) return;
    const text = this.#standIns.resolve(fence.text);
    if (fence.attributes.includes('background')) return this.bench.start(text.trimEnd());
    const { output, code } = await this.bench.run(text);
    const wanted = attributeOf(fence, 'exit') ?? '0';
    this.findings.push({ line: fence.line, wanted: `exit ${wanted}`, got: `exit ${code}` });
    this.#output = output;
  }

  async #text(fence: Fence): Promise<void> {
    const printed = fence.attributes.includes('background')
      ? await this.bench.printed(UPDATE ? undefined : fence.text)
      : this.#output;
    if (printed === undefined) {
      throw new Error(`line ${fence.line}: nothing stands before this output`);
    }
    const got = this.#standIns.settle(printed, fence.text);
    this.shown.add(fence.line);
    this.findings.push({ line: fence.line, wanted: fence.text, got });
    this.#output = undefined;
  }

  async #snippet(fence: Fence): Promise<void> {
    const { folder } = this.bench;
    const name = `snippet-${fence.line}`;
    writeFileSync(join(folder, `${name}.ts`), fence.text);
    const { code } = await transformWithOxc(fence.text, `${name}.ts`, { sourcemap: false });
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

function isNotRun(command: string): boolean {
  const script = /^npm (?:run )?([a-z0-9:-]+)$/.exec(command)?.[1];
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (script !== undefined && script !== 'ci' && scripts[script] === undefined) {
    throw new Error(`there is no script \`${script}\``);
  }
  return NOT_RUN.some(([pattern]) => pattern.test(command));
}
