import { type Keyboard, processKeyboard } from './keyboard.ts';
import { paletteFor } from './palette.ts';
import { visible } from './visible-text.ts';

/** Exit codes of every verb; part of the public interface. */
export const EXIT = {
  fine: 0,
  /** The policy has errors, or warnings under `--strict`. */
  policy: 1,
  /** What was asked of an approval request is refused, or a log does not verify. */
  refused: 1,
  /** A wrong option, a file or call that cannot be read, a store or a server that cannot be used. */
  usage: 2,
  /** Of `gate`: nobody decided in time. */
  timedOut: 2,
  /** Of `gate`: whether the call may run could not be found out. */
  undecided: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Is given the exit code of the verb that ran. */
export type Finish = (code: ExitCode) => void;

/** Variables that the program was started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a verb reads and writes: the process, or a test. */
export interface Terminal {
  readonly environment: Environment;
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Results. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** Whether results and the rest may be coloured. */
  readonly outColor: boolean;
  readonly errColor: boolean;
  /** Whether a person reads the results as they come, with a terminal that acts on control characters. */
  readonly outIsTerminal: boolean;
  /** Somebody's, as they press its keys; absent where nobody sits there. */
  readonly keyboard: Keyboard | undefined;
  /** What a screen has room for. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Resolves when the user ends the program, as with Ctrl-C. Until it is called, a signal ends it at once. */
  readonly untilEnded: () => Promise<void>;
}

/** Says what is wrong with how the program was called. */
export function complain(terminal: Terminal, mistake: string): ExitCode {
  terminal.err(`${paletteFor(terminal.errColor).error('error')}: ${visible(mistake)}\n`);
  return EXIT.usage;
}

/** The terminal of this process. A reader that goes away, as `head` does, ends the program without a word. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? process.exitCode : EXIT.usage);
    });
  }
  return {
    environment: process.env,
    input: () => {
      if (process.stdin.isTTY) process.stderr.write('calls, one JSON object a line:\n');
      return process.stdin;
    },
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    outColor: takesColor(process.stdout),
    errColor: takesColor(process.stderr),
    outIsTerminal: process.stdout.isTTY === true,
    keyboard: process.stdin.isTTY === true ? processKeyboard(process.stdin) : undefined,
    size: () => ({
      columns: stated(process.stdout.columns, 80),
      rows: stated(process.stdout.rows, 24),
    }),
    untilEnded,
  };
}

/** Terminals that do not know their size say 0. */
const stated = (count: number | undefined, usual: number): number =>
  count !== undefined && count > 0 ? count : usual;

function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    // a pending promise alone does not keep Node running
    const holding = setInterval(() => {}, 2 ** 30);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(holding);
        resolve();
      });
    }
  });
}

/** Colour on a terminal only, and only where `NO_COLOR` (https://no-color.org) is empty or not set. */
function takesColor(stream: NodeJS.WriteStream): boolean {
  const refused = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '';
  return stream.isTTY === true && !refused && process.env['TERM'] !== 'dumb';
}
