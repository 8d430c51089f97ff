import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figuresOf } from './figures.mjs';
import { installRivals, rivalVersions } from './install.mjs';
import { mergeTables } from './repeat.mjs';
import { decisionTable, figureTable, loadingLine, sameToolsLine } from './report.mjs';

const SIZES = [4, 100, 1000, 10_000];
const LARGEST = 10_000;
/** Processes in which each size is timed. */
const PROCESSES = 3;
const VARIANTS_SIZE = 1000;
const QUICK_SIZES = [4, 100];
const QUICK_CALLS = 256;
/** `--check` fails only beyond this multiple of a limit: shared machines are noisy. */
const TOLERANCE = 1.5;

/**
 * `--expose-gc` for the heap. Without the other flag, Node 20 now and then aborts while it undoes an
 * optimisation around calls into Cedar's WebAssembly.
 */
const NODE_FLAGS = ['--expose-gc', '--no-turbo-inline-js-wasm-calls'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    rules: { type: 'string' },
  },
});

installRivals();
if (options.quick) await quick();
else if (options.rules !== undefined)
  console.log(decisionTable(await decide(Number(options.rules))));
else await full();

/** Only checks that all engines agree, on small sets. */
async function quick() {
  const { checkDecisions } = await import('./stages.mjs');
  const { allEngines } = await import('./engines.mjs');
  for (const size of QUICK_SIZES) {
    const { prepared, calls } = await checkDecisions(size, await allEngines(), QUICK_CALLS);
    console.log(`${size} rules: ${prepared.length} engines agree on ${calls.length} calls`);
  }
}

async function full() {
  warnIfBusy();
  const decisions = [];
  for (const size of SIZES) {
    const table = await decide(size);
    decisions.push(table);
    console.log(`${decisionTable(table)}\n`);
  }
  const variants = await run('variants', VARIANTS_SIZE);
  console.log(`${decisionTable(variants)}\n`);
  const sameTools = await run('sameTools', LARGEST);
  console.log(sameToolsLine(sameTools));
  const loading = await run('loading', LARGEST);
  console.log(`${loadingLine(loading)}\n`);
  const figures = figuresOf({ decisions, sameTools, loading });
  console.log(figureTable(figures));
  keep({ decisions, variants, sameTools, loading, figures });
  if (options.check && figures.some(({ measured, limit }) => measured > limit * TOLERANCE)) {
    process.exitCode = 1;
  }
}

async function decide(size) {
  const tables = [await run('decisions', size)];
  while (tables.length < PROCESSES) tables.push(await run('decisionsAgain', size));
  return mergeTables(tables);
}

function warnIfBusy() {
  const [lastMinute = 0] = loadavg();
  if (lastMinute > cpus().length / 2) {
    console.warn(`the machine is busy (load ${lastMinute.toFixed(1)}): ratios will be unsteady\n`);
  }
}

/** Writes the results of this version of the package. */
function keep(results) {
  const { version, dependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const celJs = '@marcbachmann/cel-js';
  const [cpu] = cpus();
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    loadAfter: loadavg()[0],
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
  const file = new URL(`./results/${version}.json`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  const content = {
    version,
    machine,
    rivals: { ...rivalVersions(), [celJs]: dependencies[celJs] },
    ...results,
  };
  writeFileSync(file, `${JSON.stringify(content, rounded, 2)}\n`);
  console.log(`\nwritten to ${fileURLToPath(file)}`);
}

function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

/**
 * Runs one stage in a process of its own.
 *
 * @param {string} stage
 * @param {number} size number of rules
 * @returns {Promise<any>} what the stage returns
 */
function run(stage, size) {
  return new Promise((resolve, reject) => {
    const worker = fork(new URL('./worker.mjs', import.meta.url), [stage, String(size)], {
      execArgv: NODE_FLAGS,
    });
    let result;
    worker.once('message', (message) => {
      result = message;
    });
    worker.once('exit', (code, signal) => {
      if (code === 0 && result !== undefined) resolve(result);
      else reject(new Error(`stage ${stage} of ${size} rules ended with ${signal ?? code}`));
    });
  });
}
