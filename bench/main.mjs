import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureApprovals } from './approvals/measure-approvals.mjs';
import { TABLES } from './approvals/report.mjs';
import { isMissedBy } from './figures.mjs';
import { installRivals, rivalVersions } from './install.mjs';
import { mergeTables } from './repeat.mjs';
import { decisionTable, figureTable, loadingLine, sameToolsLine } from './report.mjs';
import { dependencyVersion, keepResults, machineNow } from './results.mjs';
import { runStage } from './run-stage.mjs';

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
const WORKER = new URL('./worker.mjs', import.meta.url);

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    rules: { type: 'string' },
    approvals: { type: 'boolean', default: false },
  },
});

if (!options.approvals) installRivals();
if (!options.quick) warnIfBusy();
if (options.approvals) conclude({ approvals: await approvals() });
else if (options.quick) await quick();
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
  const celJs = '@marcbachmann/cel-js';
  conclude({
    machine: machineNow(),
    rivals: { ...rivalVersions(), [celJs]: dependencyVersion(celJs) },
    decisions,
    variants,
    sameTools,
    loading,
    approvals: await approvals(),
  });
}

/** What has to do with approvals, with the machine it was measured on: it may be measured by itself. */
async function approvals() {
  const results = await measureApprovals((name, result) =>
    console.log(`${TABLES[name](result)}\n`),
  );
  return { machine: machineNow(), ...results };
}

/** Keeps what was measured, and shows the figures. */
function conclude(parts) {
  const figures = keepResults(parts);
  console.log(figureTable(figures));
  if (options.check && figures.some((figure) => isMissedBy(figure, TOLERANCE))) {
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
    console.warn(`the machine is busy (load ${lastMinute.toFixed(1)}): figures will be unsteady\n`);
  }
}

/** Runs one stage of decisions. @param {string} stage @param {number} size number of rules */
function run(stage, size) {
  return runStage(WORKER, [stage, String(size)], NODE_FLAGS);
}
