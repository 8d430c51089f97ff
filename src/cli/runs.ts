import type { Command } from 'commander';
import type { z } from 'zod';
import { showRun } from '../contract/endpoints/audit.ts';
import { describeDuration } from './describe-terms.ts';
import { type Palette, paletteFor } from './palette.ts';
import { call } from './server/call.ts';
import { requireServer } from './server/known-server.ts';
import { EXIT, type ExitCode, type Finish, type Terminal } from './terminal.ts';
import { jsonLine, visible } from './visible-text.ts';

type RunCall = z.output<typeof showRun.answer>['calls'][number];

/** Calls that are asked for at a time. */
const PAGE = 500;

/** Adds `assent runs` and its verb. */
export function addRuns(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('runs')
    .description('see what an agent did in a run')
    .command('show')
    .description('list the calls of a run, who decided them, and how long they waited')
    .argument('<id>', 'the id of the run')
    .option('--json', 'one call a line as JSON')
    .action(async (id: string, { json }: { json?: true }) =>
      finish(await show(id, json === true, terminal)),
    );
}

/** `assent runs show`: the timeline of a run, the first call first. */
async function show(id: string, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const server = requireServer(terminal.environment);
  const palette = paletteFor(terminal.outColor);
  let after: number | null = 0;
  let count = 0;
  while (after !== null) {
    const query = { after, limit: PAGE };
    const page: z.output<typeof showRun.answer> = await call(
      showRun,
      { params: { id }, query },
      server,
    );
    for (const one of page.calls) terminal.out(json ? jsonLine(one) : renderCall(one, palette));
    count += page.calls.length;
    after = page.next;
  }
  if (count === 0 && !json) terminal.out('no call of such a run\n');
  return EXIT.fine;
}

/** A call on a line, and below it what became of its approval. */
function renderCall({ at, tool, agent, decision, approval }: RunCall, palette: Palette): string {
  const by = agent === null ? '' : `  agent ${agent}`;
  const line = `${at}  ${visible(decision.padEnd(16))}  ${visible(`${tool ?? '(no tool)'}${by}`)}`;
  if (approval === null) return `${line}\n`;
  const { id, status, resolved_by, reason, wait_ms, execution } = approval;
  const who = resolved_by === null ? '' : ` by ${resolved_by}`;
  const wait = wait_ms === null ? '' : ` after ${describeDuration(wait_ms)}`;
  const why = reason === null ? '' : `: ${reason}`;
  const ran = execution === 'waiting' ? '' : `; ${execution}`;
  return `${line}\n  ${palette.faint(visible(id))}  ${visible(`${status}${who}${wait}${why}${ran}`)}\n`;
}
