import type { Clock } from '../../approvals/clock.ts';
import { beginExport } from '../../approvals/service/export-log.ts';
import type { Store } from '../../approvals/store.ts';
import { filesystemVoter } from '../approvals/filesystem-voter.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useStore } from '../use-store.ts';
import { visible } from '../visible-text.ts';
import { writeNewFile } from './write-new-file.ts';

export interface ExportOptions {
  readonly store: string;
  readonly output?: string;
}

/**
 * `assent audit export`: the whole audit log as JSON lines, to the letter, as `assent audit verify` takes
 * them. It ends with a checkpoint that is made for it.
 *
 * @throws StoreError; Error when the file is there already, or cannot be written
 */
export async function exportAudit(
  { store: url, output }: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (output === undefined && terminal.outIsTerminal) {
    // texts of agents are in it as they are, and may steer a terminal
    throw new Error('an export is not for a terminal: name a file with `--output`, or use a pipe');
  }
  return useStore(url, async (store, clock) => {
    const lines = exportedLines(store, clock);
    if (output === undefined) {
      for await (const line of lines) terminal.out(line);
    } else {
      await writeNewFile(output, lines);
      terminal.err(`wrote \`${visible(output)}\`\n`);
    }
    return EXIT.fine;
  });
}

/** Nothing is written down before the first line is asked for: the file may not be to be had. */
async function* exportedLines(store: Store, clock: Clock): AsyncGenerator<string> {
  yield* await beginExport({ store, clock }, filesystemVoter());
}
