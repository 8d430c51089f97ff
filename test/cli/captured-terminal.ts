import { run } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Outcome } from './command-line.ts';

/** A terminal that keeps what is written to it. */
export interface CapturedTerminal extends Terminal {
  readonly written: () => { readonly out: string; readonly err: string };
  /** As Ctrl-C does. */
  readonly end: () => void;
}

export function capturedTerminal(changes: Partial<Terminal> = {}): CapturedTerminal {
  let out = '';
  let err = '';
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    environment: {},
    keyboard: undefined,
    size: () => ({ columns: 80, rows: 24 }),
    input: async function* () {},
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    outColor: false,
    errColor: false,
    outIsTerminal: false,
    untilEnded: () => ended,
    ...changes,
    written: () => ({ out, err }),
    end,
  };
}

/** Runs one command line in this process. */
export async function commandLine(...args: readonly string[]): Promise<Outcome> {
  const terminal = capturedTerminal();
  const code = await run(args, terminal);
  return { code, ...terminal.written() };
}
