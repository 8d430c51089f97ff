import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { type ModuleShape, type Reference, readModule } from './imports.ts';

/**
 * The rows of the architecture, from the ground up. Imports point to a lower row, never to the same one.
 * `engine.ts` and `index.ts` are the doors of the policy room and stand right above it.
 */
const ROWS: readonly (readonly string[])[] = [
  ['diagnostics', 'json'],
  ['cel', 'audit'],
  ['policy'],
  ['engine.ts'],
  ['index.ts'],
  ['approvals', 'identity'],
  ['storage', 'channels', 'contract'],
  ['server', 'client', 'mcp', 'testing', 'adapters'],
  ['cli', 'dashboard'],
];

/** Rooms that may look into a few others only, whatever the rows would allow. */
const ONLY: Readonly<Record<string, readonly string[]>> = { dashboard: ['contract', 'client'] };

/** Packages with one importer each, so that replacing one means changing one file. */
const ONE_IMPORTER: Readonly<Record<string, string>> = {
  '@marcbachmann/cel-js': 'src/cel/syntax/parse.ts',
};

/** What must run in a browser: reached from here, no module of Node's own. */
const PURE_DOORS = ['src/engine.ts', 'src/cel/index.ts', 'src/client/index.ts'];

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc']);

/** Node's own modules, with and without `node:`. */
const BUILT_IN = new Set(builtinModules);
const isBuiltIn = (specifier: string): boolean =>
  specifier.startsWith('node:') || BUILT_IN.has(specifier);

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reference: Reference;
}

/**
 * What a tree of sources does against the architecture; empty when all is well.
 *
 * @param files paths such as `src/policy/decide.ts`, with their texts
 * @returns one sentence per violation, in the order of the files
 */
export function checkLayers(files: ReadonlyMap<string, string>): string[] {
  const modules = new Map([...files].map(([file, text]) => [file, readModule(file, text)]));
  const edges = [...modules].flatMap(([from, module]) => localEdges(from, module));
  return [
    ...[...files.keys()].flatMap(nameViolations),
    ...edges
      .filter(({ to }) => to.endsWith('.ts') && !files.has(to))
      .map(({ from, to }) => `${from} imports ${to}, which is not there`),
    ...edges.flatMap(rowViolations),
    ...[...modules].flatMap(([file, module]) => packageViolations(file, module)),
    ...[...modules]
      .filter(([, module]) => module.exports.includes('default'))
      .map(([file]) => `${file} has a default export`),
    ...cycles([...files.keys()], edges).map((cycle) => `cycle: ${cycle.join(' -> ')}`),
    ...PURE_DOORS.flatMap((door) => builtInsReached(door, modules)),
  ];
}

function localEdges(from: string, module: ModuleShape): Edge[] {
  return module.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, reference }) => ({ from, to: resolve(from, specifier), reference }));
}

/** A worker is named by the file it is compiled to. */
const resolve = (from: string, specifier: string): string =>
  posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');

/** The first part of the path under `src`: a folder, or a file that stands there by itself. */
const roomOf = (file: string): string => file.split('/')[1] ?? file;

const rowOf = (file: string): number => ROWS.findIndex((row) => row.includes(roomOf(file)));

function nameViolations(file: string): string[] {
  const parts = file.split('/').map((part) => part.replace(/\.ts$/, ''));
  const empty = parts.find((part) => EMPTY_NAMES.has(part));
  return [
    ...(rowOf(file) < 0 ? [`${file} is in no room of the architecture`] : []),
    ...(empty === undefined ? [] : [`${file}: the name \`${empty}\` does not say what is inside`]),
  ];
}

function rowViolations({ from, to }: Edge): string[] {
  const [source, target] = [roomOf(from), roomOf(to)];
  if (source === target) return [];
  if (to.split('/')[0] !== 'src') {
    // data beside the sources, such as package.json, has no row
    return to.endsWith('.json') ? [] : [`${from} imports ${to}, which is outside src`];
  }
  if (rowOf(to) >= rowOf(from)) return [`${from} imports ${to}, which is not below it`];
  if (ONLY[source]?.includes(target) === false) return [`${from} imports ${to}: ${source} may not`];
  return [];
}

function packageViolations(file: string, module: ModuleShape): string[] {
  return module.imports
    .filter(({ specifier }) => (ONE_IMPORTER[specifier] ?? file) !== file)
    .map(({ specifier }) => `${file} imports ${specifier}: only ${ONE_IMPORTER[specifier]} may`);
}

/** Every group of files that import each other in a ring, named once, by one shortest ring. */
function cycles(files: readonly string[], edges: readonly Edge[]): string[][] {
  const next = new Map(files.map((file): [string, string[]] => [file, []]));
  for (const { from, to, reference } of edges) {
    // a thread of its own may share code with the file that starts it
    if (reference !== 'worker') next.get(from)?.push(to);
  }
  const found: string[][] = [];
  const reported = new Set<string>();
  for (const file of files) {
    if (reported.has(file)) continue;
    const ring = shortestRing(file, (at) => next.get(at) ?? []);
    if (ring === undefined) continue;
    for (const member of ring) reported.add(member);
    found.push(ring);
  }
  return found;
}

function shortestRing(
  start: string,
  next: (file: string) => readonly string[],
): string[] | undefined {
  const paths = new Map<string, string[]>([[start, [start]]]);
  for (const [at, path] of paths) {
    for (const to of next(at)) {
      if (to === start) return [...path, start];
      if (!paths.has(to)) paths.set(to, [...path, to]);
    }
  }
  return undefined;
}

function builtInsReached(door: string, modules: ReadonlyMap<string, ModuleShape>): string[] {
  const found: string[] = [];
  const paths = new Map<string, string[]>([[door, [door]]]);
  for (const [at, path] of paths) {
    for (const { specifier, reference } of modules.get(at)?.imports ?? []) {
      if (reference === 'type') continue;
      if (isBuiltIn(specifier))
        found.push(`${[...path, specifier].join(' -> ')}: a browser has no such module`);
      const to = specifier.startsWith('.') ? resolve(at, specifier) : undefined;
      if (to !== undefined && !paths.has(to)) paths.set(to, [...path, to]);
    }
  }
  return found;
}
