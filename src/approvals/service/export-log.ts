import { exportLog, type LogSource } from '../../audit/export.ts';
import type { Voter } from '../vote.ts';
import { recordExport } from './checkpoint.ts';
import type { ReviewContext } from './service-context.ts';

/**
 * Begins an export of the audit log: the log says first that it is exported, and the export ends with a
 * checkpoint that vouches for all of it.
 *
 * @param by who exports it
 * @param after entries over this one
 * @returns lines with their line breaks, read as they are taken
 * @throws StoreError, as reading the lines does
 */
export async function beginExport(
  { store, clock }: Pick<ReviewContext, 'store' | 'clock'>,
  by: Pick<Voter, 'id' | 'via'>,
  after = 0,
): Promise<AsyncIterable<string>> {
  const { checkpoint } = await recordExport({ store, clock }, by);
  return withLineBreaks(exportLog(upTo(checkpoint.seq, store), after + 1));
}

async function* withLineBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** A log as it was when an entry was its last. */
const upTo = (seq: number, source: LogSource): LogSource => ({
  entries: (after, limit) =>
    after >= seq ? Promise.resolve([]) : source.entries(after, Math.min(limit, seq - after)),
  checkpoints: async () =>
    (await source.checkpoints()).filter(({ checkpoint }) => checkpoint.seq <= seq),
});
