import type { Clock } from '../../approvals/clock.ts';
import { recordExport } from '../../approvals/service/checkpoint.ts';
import type { Store } from '../../approvals/store.ts';
import { exportLog, type LogSource } from '../../audit/export.ts';
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

/** Begins with saying in the log that it is exported, and ends with what vouches for all of it. */
async function* exportedLines(store: Store, clock: Clock): AsyncGenerator<string> {
  const { checkpoint } = await recordExport({ store, clock }, filesystemVoter());
  for await (const line of exportLog(upTo(checkpoint.seq, store))) yield `${line}\n`;
}

/** A log as it was when an entry was its last. */
const upTo = (seq: number, source: LogSource): LogSource => ({
  entries: (after, limit) =>
    after >= seq ? Promise.resolve([]) : source.entries(after, Math.min(limit, seq - after)),
  checkpoints: async () =>
    (await source.checkpoints()).filter(({ checkpoint }) => checkpoint.seq <= seq),
});
