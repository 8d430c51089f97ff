import { type Command, type CommanderError, InvalidArgumentError } from 'commander';
import { parseDuration } from '../../policy/document/duration.ts';
import { EndedError } from '../ended-error.ts';
import { EXIT, type Finish, type Terminal } from '../terminal.ts';
import { type GateOptions, gate } from './gate.ts';
import { type Pair, readPair } from './read-call.ts';

/** Adds `assent gate`. */
export function addGate(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('gate')
    .description('decide a step of a pipeline, and wait for a person')
    .argument('<tool>', 'what is about to run, as policies name it')
    .option('--param <name=value>', 'an argument: JSON where it is JSON, else text', addPair)
    .option('--param-file <file>', 'arguments, as a JSON object')
    .option('--context <name=value>', 'what policies may look at besides', addPair)
    .option('--reason <text>', 'short for --context reason=TEXT')
    .option('--run <id>', 'the run that it belongs to')
    .option('--timeout <duration>', 'how long to wait, as 15m; else as the policy says', readWait)
    .option('--key <text>', 'asked again with the same key, it is the same request')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .exitOverride(neverTakenForAnAnswer)
    .action(async (tool: string, options: GateOptions) =>
      finish(await gate(tool, options, terminal)),
    );
}

/** Of this verb, exit codes 1 and 2 say that somebody decided, or nobody did. */
function neverTakenForAnAnswer(error: CommanderError): never {
  throw error.exitCode === 0 ? error : new EndedError(EXIT.undecided);
}

function addPair(text: string, before: readonly Pair[] = []): readonly Pair[] {
  const pair = readPair(text);
  if (pair === undefined) throw new InvalidArgumentError('Write it as NAME=VALUE.');
  return [...before, pair];
}

function readWait(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('Write it like 90s, 15m or 4h.');
}

const HELP = `
The server is that of ASSENT_URL, and ASSENT_API_KEY is the key of an agent. Ctrl-C withdraws the request,
and so does a wait that ends, unless --key says that somebody comes back for it.

Exit codes: 0 allowed or approved, 1 blocked or rejected, 2 nobody decided in time, 3 it could not be found
out: the server cannot be reached, the key is wrong, or so is the command line.

Examples:
  assent gate deploy.production --param version='"1.4.2"' && ./deploy.sh
  assent gate db.migrate --param-file migration.json --timeout 15m --reason 'release 1.4.2'
`;
