import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { ROOT } from '../project/sources.ts';

/** What one block of commands printed, standard output and error together, and how it ended. */
export interface Outcome {
  readonly output: string;
  readonly code: number | null;
}

/** What commands of documents can change, or build from. */
const COPIED = [
  'src',
  'policies',
  'schemas',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** How long a command of a document may take. */
const COMMAND_MS = 60_000;

/** How long to wait for a program in the background to print what it should; some build first. */
const PATIENCE_MS = 60_000;

/** How long it prints nothing when it has said all it has to say. */
const SILENCE_MS = 1_500;

/** How long a program in the background may take to end. */
const ENDING_MS = 10_000;

/** What a document says nothing of, and would change what its commands do. */
const FOREIGN = /^(ASSENT_(URL|API_KEY|PROFILE|STORE|CONFIG)|XDG_CONFIG_HOME|npm_.*)$/;

/** A program that goes on running, as in another terminal. */
interface Terminal {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  printed: string;
  shown: number;
}

/**
 * A folder to try a document in: a copy of the checkout as a reader has it after building, in which
 * `assent` resolves to this package, and a shell that keeps its folder and aliases from block to block. Its
 * home directory is empty.
 */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'assent-docs-'));
  readonly home = join(this.folder, 'node_modules', '.home');
  #cwd = this.folder;
  #before = this.folder;
  #aliases = '';
  #environment: Readonly<Record<string, string | undefined>>;
  readonly #terminals = new Map<string, Terminal>();

  /** @param environment variables that every command has */
  constructor(environment: Readonly<Record<string, string>>) {
    const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    this.#environment = { ...Object.fromEntries(own), HOME: this.home, ...environment };
    for (const part of COPIED)
      cpSync(join(ROOT, part), join(this.folder, part), { recursive: true });
    mkdirSync(join(this.folder, 'test'));
    for (const part of ['dist', 'test/examples']) {
      symlinkSync(join(ROOT, part), join(this.folder, part), 'dir');
    }
    mkdirSync(join(this.folder, 'node_modules'));
    for (const installed of readdirSync(join(ROOT, 'node_modules'))) {
      const place = join(this.folder, 'node_modules', installed);
      symlinkSync(join(ROOT, 'node_modules', installed), place);
    }
    symlinkSync(ROOT, join(this.folder, 'node_modules', 'assent'), 'dir');
    mkdirSync(this.home);
    this.#aliases = `alias assent='node ${join(this.folder, 'dist', 'cli', 'main.js')}'`;
  }

  /** Sets a variable for all that runs from now on. */
  set(name: string, value: string): void {
    this.#environment = { ...this.#environment, [name]: value };
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
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), COMMAND_MS);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearTimeout(timer);
    if (existsSync(`${state}.cwd`)) this.#move(readFileSync(`${state}.cwd`, 'utf8').trim());
    if (existsSync(`${state}.aliases`)) this.#aliases = readFileSync(`${state}.aliases`, 'utf8');
    return { output, code };
  }

  /** Starts a program that goes on running in a terminal of this name, in place of what ran there. */
  async start(terminal: string, command: string): Promise<void> {
    await this.#stop(terminal);
    const child = this.#shell(command);
    const ended = new Promise((resolve) => child.once('close', resolve));
    const running: Terminal = { process: child, ended, printed: '', shown: 0 };
    child.stdout?.on('data', (data) => {
      running.printed += data;
    });
    this.#terminals.set(terminal, running);
    onTestFinished(() => signalGroup(child, 'SIGKILL'));
  }

  /**
   * What the program in a terminal printed since last asked: as soon as it `isComplete`, or, where nothing
   * says what that is, as soon as it has printed something and fallen silent.
   */
  async printed(terminal: string, isComplete?: (output: string) => boolean): Promise<string> {
    const running = this.#terminals.get(terminal);
    if (running === undefined) throw new Error(`nothing runs in terminal \`${terminal}\``);
    const deadline = Date.now() + PATIENCE_MS;
    let output = '';
    while (Date.now() < deadline) {
      await sleep(isComplete === undefined ? SILENCE_MS : 50);
      const before = output;
      output = running.printed.slice(running.shown);
      if (isComplete?.(output) ?? (output !== '' && output === before)) break;
    }
    running.shown += output.length;
    return output;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#terminals.keys()].map((terminal) => this.#stop(terminal)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #move(folder: string): void {
    if (folder === this.#cwd) return;
    this.#before = this.#cwd;
    this.#cwd = folder;
  }

  /** As Ctrl-C does. */
  async #stop(terminal: string): Promise<void> {
    const running = this.#terminals.get(terminal);
    this.#terminals.delete(terminal);
    if (running === undefined) return;
    signalGroup(running.process, 'SIGINT');
    const timer = setTimeout(() => signalGroup(running.process, 'SIGKILL'), ENDING_MS);
    await running.ended;
    clearTimeout(timer);
  }

  #shell(commands: string): ChildProcess {
    const script = join(this.folder, 'node_modules', `.shell-${randomUUID()}.sh`);
    writeFileSync(script, `exec 2>&1\nshopt -s expand_aliases\n${this.#aliases}\n${commands}`);
    return spawn('bash', [script], {
      cwd: this.#cwd,
      env: { ...this.#environment, NO_COLOR: '1', OLDPWD: this.#before },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
  }
}

/** Reaches what the shell runs as well; what has ended already is left alone. */
function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
