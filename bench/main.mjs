import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureApprovals } from './approvals/measure-approvals.mjs';
import { TABLES as APPROVAL_TABLES } from './approvals/report.mjs';
import { isMissedBy } from './figures.mjs';
import { generatorVersion, installRivals, rivalVersions } from './install.mjs';
import { mergeTables } from './repeat.mjs';
import { decisionTable, figureTable, loadingLine, sameToolsLine } from './report.mjs';
import { dependencyVersion, keepResults, machineNow } from './results.mjs';
import { runStage } from './run-stage.mjs';
import { measureServer } from './server/measure-server.mjs';
import { TABLES as SERVER_TABLES } from './server/report.mjs';

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
    server: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '1' },
  },
});

if (!options.approvals) installRivals();
if (!options.quick) warnIfBusy();
if (options.approvals) conclude({ approvals: await approvals() });
else if (options.server && options.quick) await server();
else if (options.server) conclude({ server: await server() });
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
    server: await server(),
  });
}

/** What has to do with approvals, with the machine it was measured on: it may be measured by itself. */
async function approvals() {
  const results = await measureApprovals((name, result) =>
    console.log(`${APPROVAL_TABLES[name](result)}\n`),
  );
  return { machine: machineNow(), ...results };
}

/** What has to do with the server; with `--quick` only whether all of it works. */
async function server() {
  const minutes = Number(options.minutes);
  if (!(minutes > 0)) throw new Error('`--minutes` has to be a number over 0');
  const results = await measureServer({ small: options.quick, minutes }, (name, result) =>
    console.log(`${SERVER_TABLES[name](result)}\n`),
  );
  return { machine: machineNow(), generator: generatorVersion(), ...results };
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
