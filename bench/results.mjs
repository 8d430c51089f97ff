import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { figuresOf } from './figures.mjs';

/** The manifest of the package. */
const manifest = () => readJson(new URL('../package.json', import.meta.url));

/** @returns {string} the exact version of a dependency of the package */
export const dependencyVersion = (name) => manifest().dependencies[name];

/** On what it was measured. */
export function machineNow() {
  const [cpu] = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    loadAfter: loadavg()[0],
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

/**
 * Writes parts of the results of this version of the package; the others stay as they are.
 *
 * @param {Record<string, unknown>} parts
 * @returns {import('./figures.mjs').Figure[]} those of all parts
 */
export function keepResults(parts) {
  const { version } = manifest();
  const file = new URL(`./results/${version}.json`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  const { figures: _, ...before } = readIfThere(file);
  const results = { ...before, version, ...parts };
  const figures = figuresOf(results);
  writeFileSync(file, `${JSON.stringify({ ...results, figures }, rounded, 2)}\n`);
  console.log(`\nwritten to ${fileURLToPath(file)}`);
  return figures;
}

function readIfThere(file) {
  try {
    return readJson(file);
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
