import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../project/sources.ts';

/** What one block of commands printed, standard output and error together, and how it ended. */
export interface Outcome {
  readonly output: string;
  readonly code: number | null;
}

/** How long a command of a document may take. */
const COMMAND_MS = 60_000;

/** How long to wait for a program in the background to print what it should. */
const PATIENCE_MS = 20_000;

/** How long it prints nothing when it has said all it has to say. */
const SILENCE_MS = 1_500;

/**
 * A folder to try a document in: a copy of the checkout as a reader has it after building, in which
 * `assent` resolves to this package, and a shell that keeps its folder and aliases from block to block.
 */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'assent-docs-'));
  #cwd = this.folder;
  #before = this.folder;
  #aliases = '';
  #background: ChildProcess | undefined;
  #printed = '';
  #shown = 0;

  constructor() {
    for (const part of ['policies', 'schemas', 'package.json']) {
      cpSync(join(ROOT, part), join(this.folder, part), { recursive: true });
    }
    mkdirSync(join(this.folder, 'test'));
    for (const part of ['dist', 'test/examples']) {
      symlinkSync(join(ROOT, part), join(this.folder, part), 'dir');
    }
    mkdirSync(join(this.folder, 'node_modules'));
    symlinkSync(ROOT, join(this.folder, 'node_modules', 'assent'), 'dir');
    this.#aliases = `alias assent='node ${join(this.folder, 'dist', 'cli', 'main.js')}'`;
  }

  /** Writes a file that a document shows, relative to where its commands run. */
  write(path: string, text: string): void {
    const target = join(this.#cwd, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Runs a block of commands to its end. */
  async run(commands: string): Promise<Outcome> {
    const state = join(this.folder, 'node_modules', '.shell');
    const child = this.#shell(
      `trap 'pwd > ${state}.cwd; alias -p > ${state}.aliases' EXIT\n${commands}`,
    );
    let output = '';
    child.stdout?.on('data', (data) => {
      output += data;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), COMMAND_MS);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearTimeout(timer);
    if (existsSync(`${state}.cwd`)) this.#move(readFileSync(`${state}.cwd`, 'utf8').trim());
    if (existsSync(`${state}.aliases`)) this.#aliases = readFileSync(`${state}.aliases`, 'utf8');
    return { output, code };
  }

  /** Starts a program that goes on running, as in a second terminal. */
  start(command: string): void {
    this.#stop();
    this.#printed = '';
    this.#shown = 0;
    this.#background = this.#shell(`exec ${expandAlias(command, this.#aliases)}`);
    this.#background.stdout?.on('data', (data) => {
      this.#printed += data;
    });
  }

  /**
   * What the program in the background printed since last asked: as soon as it is `wanted`, or, where
   * nothing is wanted yet, as soon as it has printed something and fallen silent.
   */
  async printed(wanted: string | undefined): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    let output = '';
    while (Date.now() < deadline) {
      await sleep(wanted === undefined ? SILENCE_MS : 50);
      const before = output;
      output = this.#printed.slice(this.#shown);
      if (wanted === undefined ? output !== '' && output === before : output === wanted) break;
    }
    this.#shown = this.#printed.length;
    return output;
  }

  close(): void {
    this.#stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #move(folder: string): void {
    if (folder === this.#cwd) return;
    this.#before = this.#cwd;
    this.#cwd = folder;
  }

  #stop(): void {
    this.#background?.kill('SIGINT');
    this.#background = undefined;
  }

  #shell(commands: string): ChildProcess {
    const script = join(this.folder, 'node_modules', '.shell.sh');
    writeFileSync(script, `exec 2>&1\nshopt -s expand_aliases\n${this.#aliases}\n${commands}`);
    return spawn('bash', [script], {
      cwd: this.#cwd,
      env: { ...process.env, NO_COLOR: '1', OLDPWD: this.#before },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
}

/** `exec` takes no alias, and without it a signal would reach the shell alone. */
function expandAlias(command: string, aliases: string): string {
  const [word = ''] = command.split(' ', 1);
  const meaning = new RegExp(`^alias ${word}='(.*)'$`, 'm').exec(aliases)?.[1];
  return meaning === undefined ? command : meaning + command.slice(word.length);
}
