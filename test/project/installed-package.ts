import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { ROOT } from './sources.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** What a packed file is called in the package, with `package.json` read. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

/** Packs the built package into a directory, as `npm publish` would. */
export function pack(directory: string): Packed {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory];
  const output = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  const [packed]: readonly { filename: string; files: readonly { path: string }[] }[] =
    JSON.parse(output);
  if (packed === undefined) throw new Error('nothing was packed');
  const { filename, files } = packed;
  return { tarball: join(directory, filename), files: files.map(({ path }) => path) };
}

/**
 * Does what `npm install` does with a packed package, without a network: unpacks it, and puts beside it the
 * packages that it says it needs, those of this checkout, and no others.
 */
export function install({ tarball }: Packed, project: string): void {
  const home = join(project, 'node_modules', 'assent');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const manifest: Manifest & { readonly bin: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  );
  linkDependencies(manifest, project);
  mkdirSync(join(project, 'node_modules', '.bin'));
  for (const [name, path] of Object.entries(manifest.bin)) {
    symlinkSync(join(home, path), join(project, 'node_modules', '.bin', name));
    chmodSync(join(home, path), 0o755);
  }
  writeFileSync(join(project, 'package.json'), '{"name":"consumer","type":"module"}');
}

/** Links the packages that a program needs to run into a directory. */
export function linkDependencies(
  { dependencies, optionalDependencies }: Manifest,
  directory: string,
): void {
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    link(name, directory);
  }
}

/** Links one package of this checkout, if it is installed. */
export function link(name: string, directory: string): void {
  const source = join(ROOT, 'node_modules', name);
  if (!existsSync(source)) return;
  const target = join(directory, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(source, target, 'dir');
}

/** Runs a command in a project to its end. */
export function run(project: string, command: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: project, encoding: 'utf8', env: environment() });
}

/** Runs a module in a project, and gives what it prints; its errors fail the test. */
export function runModule(project: string, text: string): string {
  const result = run(project, process.execPath, '--input-type=module', '--eval', text);
  expect({ status: result.status, err: result.stderr }).toEqual({ status: 0, err: '' });
  return result.stdout;
}

export interface Serving {
  readonly url: string;
  /** From the start of the process until it says that it listens, in milliseconds. */
  readonly startedInMs: number;
  /** Asks it to end, and gives its exit code. */
  readonly end: () => Promise<number | null>;
}

/** Starts a server, and waits until it says where it listens. */
export async function startServer(
  directory: string,
  command: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const began = performance.now();
  const env = { ...environment(), ...more };
  const child = spawn(command, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  await expect.poll(() => printed, { timeout: 60_000, interval: 10 }).toMatch(/listening on \S+\n/);
  const startedInMs = performance.now() - began;
  const url = /listening on (\S+)\n/.exec(printed)?.[1] ?? '';
  const end = async (): Promise<number | null> => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const [code] = await closed;
    return code;
  };
  return { url, startedInMs, end };
}

/** Without what the machine says of servers and keys. */
function environment(): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('ASSENT_'));
  return { ...Object.fromEntries(own), NO_COLOR: '1' };
}
