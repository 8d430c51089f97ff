import type { Command } from 'commander';
import type { z } from 'zod';
import { halt, listHalts, resume } from '../../contract/endpoints/halts.ts';
import { renderRows } from '../aligned-rows.ts';
import { paletteFor } from '../palette.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import { EXIT, type ExitCode, type Finish, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

interface Which {
  readonly everything?: true;
  readonly reason?: string;
  readonly json?: true;
}

type Halts = z.output<typeof listHalts.answer>['halts'];

/** Adds `assent halt`, `resume` and `halts list`. */
export function addHalts(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('halt')
    .description('stop an agent, or everything')
    .argument('[agent]', 'the id of the agent')
    .option('--everything', 'stop every agent')
    .option('--cancel-pending', 'withdraw what waits for approval')
    .option('--reason <text>', 'why; whoever is stopped is told')
    .option('--json', 'as JSON')
    .action(async (agent: string | undefined, options: Which & { cancelPending?: true }) =>
      finish(await haltAgent(agent, options, terminal)),
    );
  program
    .command('resume')
    .description('let a halted agent, or everything, go on')
    .argument('[agent]', 'the id of the agent')
    .option(
      '--everything',
      'lift the halt of everything; agents that are halted one by one stay so',
    )
    .option('--reason <text>', 'why')
    .option('--json', 'as JSON')
    .action(async (agent: string | undefined, options: Which) =>
      finish(await resumeAgent(agent, options, terminal)),
    );
  program
    .command('halts')
    .description('see what is halted')
    .command('list')
    .description('list what is halted')
    .option('--json', 'one a line as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { halts } = await call(listHalts, {}, requireServer(terminal.environment));
      if (json === true) for (const one of halts) terminal.out(jsonLine(one));
      else terminal.out(renderHalts(halts, terminal));
      finish(EXIT.fine);
    });
}

async function haltAgent(
  given: string | undefined,
  options: Which & { readonly cancelPending?: true },
  terminal: Terminal,
): Promise<ExitCode> {
  const body = {
    agent: agentOf(given, options),
    reason: options.reason ?? null,
    cancel_pending: options.cancelPending === true,
  };
  const answer = await call(halt, { body }, requireServer(terminal.environment));
  const { cancelled } = answer;
  const withdrawn =
    options.cancelPending === true
      ? `; ${cancelled} pending request${cancelled === 1 ? '' : 's'} withdrawn`
      : '';
  terminal.out(
    options.json === true ? jsonLine(answer) : `${named(body.agent)} is halted${withdrawn}\n`,
  );
  return EXIT.fine;
}

async function resumeAgent(
  given: string | undefined,
  options: Which,
  terminal: Terminal,
): Promise<ExitCode> {
  const body = { agent: agentOf(given, options), reason: options.reason ?? null };
  const answer = await call(resume, { body }, requireServer(terminal.environment));
  const still = answer.halts.length === 0 ? '' : `\n${renderHalts(answer.halts, terminal)}`;
  terminal.out(
    options.json === true ? jsonLine(answer) : `${named(body.agent)} may go on\n${still}`,
  );
  return EXIT.fine;
}

/** Everything has to be said: nobody stops it by leaving something out. */
function agentOf(given: string | undefined, { everything }: Which): string | null {
  if ((given === undefined) === (everything === true)) return given ?? null;
  throw new Error('say which agent, or `--everything`');
}

const named = (agent: string | null): string =>
  agent === null ? 'everything' : `\`${visible(agent)}\``;

function renderHalts(halts: Halts, terminal: Terminal): string {
  if (halts.length === 0) return 'nothing is halted\n';
  const rows = halts.map(({ agent, by, at, reason }) => [
    agent === null ? '(everything)' : visible(agent),
    visible(by),
    at,
    visible(reason ?? '-'),
  ]);
  return renderRows(['AGENT', 'BY', 'SINCE', 'REASON'], rows, paletteFor(terminal.outColor));
}
