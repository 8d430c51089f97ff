import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { visible } from '../visible-text.ts';
import { useLog } from './use-log.ts';
import { writeNewFile } from './write-new-file.ts';

export interface ExportOptions {
  readonly store?: string;
  readonly output?: string;
}

/**
 * `assent audit export`: the whole audit log as JSON lines, to the letter, as `assent audit verify` takes
 * them. It ends with a checkpoint that is made for it.
 *
 * @throws StoreError; ServerError; Error when the file is there already, or cannot be written
 */
export async function exportAudit(
  { store, output }: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (output === undefined && terminal.outIsTerminal) {
    // texts of agents are in it as they are, and may steer a terminal
    throw new Error('an export is not for a terminal: name a file with `--output`, or use a pipe');
  }
  return useLog(store, terminal, async (log) => {
    if (output === undefined) {
      for await (const text of log.exported()) terminal.out(text);
    } else {
      await writeNewFile(output, log.exported());
      terminal.err(`wrote \`${visible(output)}\`\n`);
    }
    return EXIT.fine;
  });
}
