import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { ConflictError } from '../approvals/gate-error.ts';
import { PolicyError } from '../policy/files/load.ts';
import { addApprovals } from './approvals/commands.ts';
import { addAudit } from './audit/commands.ts';
import { CHECK_FORMATS, type CheckOptions, check } from './check.ts';
import { type EvalOptions, evaluate } from './eval.ts';
import { type ExplainOptions, explain } from './explain.ts';
import { init, STARTER_FILE } from './init.ts';
import { exitCodeOf, reportDiagnostics } from './report-diagnostics.ts';
import { addServe } from './serve.ts';
import { complain, EXIT, type ExitCode, type Finish, type Terminal } from './terminal.ts';
import { visible } from './visible-text.ts';

/**
 * Runs one command line. What a user does wrong is reported on the terminal, never thrown.
 *
 * @param args without the names of Node and of the program
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let ended: ExitCode = EXIT.fine;
  const program = createProgram(terminal, (outcome) => {
    ended = outcome;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return ended;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    if (error instanceof PolicyError) {
      reportDiagnostics(error.diagnostics, error.sources, terminal);
      return exitCodeOf(error.diagnostics);
    }
    const code = complain(terminal, error instanceof Error ? error.message : String(error));
    return error instanceof ConflictError ? EXIT.refused : code;
  }
}

function createProgram(terminal: Terminal, finish: Finish): Command {
  // verbs inherit the settings that the program has when they are added
  const program = new Command('assent')
    .description('Decides which tool calls of AI agents run, are refused, or wait for a person.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(text.split('\n').map(visible).join('\n')),
    })
    .addHelpText('after', HELP);
  addInit(program, terminal, finish);
  addCheck(program, terminal, finish);
  addEval(program, terminal, finish);
  addExplain(program, terminal, finish);
  addServe(program, terminal, finish);
  addApprovals(program, terminal, finish);
  addAudit(program, terminal, finish);
  return program;
}

function addInit(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('init')
    .description('write a commented starter policy')
    .argument('[file]', 'where to write it', STARTER_FILE)
    .option('--force', 'write over an existing file')
    .action((file: string, options: { force?: true }) => finish(init(file, options, terminal)));
}

function addCheck(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('check')
    .description('report every mistake in policies')
    .argument('<paths...>', 'policy files, or directories of them')
    .option('--strict', 'let warnings fail the check')
    .option('--agent-file', AGENT_FILE)
    .addOption(
      new Option('--format <format>', 'how to report').choices(CHECK_FORMATS).default('human'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addHelpText('after', CHECK_HELP)
    .action((paths: string[], options: CheckOptions) => finish(check(paths, options, terminal)));
}

function addEval(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('eval')
    .description('decide calls; nothing is recorded or executed')
    .option(POLICY, 'policy files, or directories of them')
    .hook('preAction', requirePolicy)
    .option('--call <json>', CALL)
    .option('--json', 'one decision a line as JSON')
    .option('--watch', 'decide again whenever the policy changes')
    .option('--agent-file', AGENT_FILE)
    .addHelpText('after', EVAL_HELP)
    .action(async (options: EvalOptions) => finish(await evaluate(options, terminal)));
}

function addExplain(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('explain')
    .description('decide calls and tell why, rule by rule')
    .option(POLICY, 'policy files, or directories of them')
    .hook('preAction', requirePolicy)
    .option('--call <json>', CALL)
    .option('--json', 'one explanation a line as JSON')
    .option('--agent-file', AGENT_FILE)
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (options: ExplainOptions) => finish(await explain(options, terminal)));
}

/** Required like this, and not by commander itself, so that a misspelt `--policy` gets a suggestion. */
function requirePolicy(_program: Command, verb: Command): void {
  if (verb.opts()['policy'] === undefined) {
    verb.error(`error: required option '${POLICY}' not specified`);
  }
}

/** Two folders up from here, in the package as in the sources. */
function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}

const POLICY = '--policy <paths...>';
const CALL = 'the call as JSON, or @ and a file; without it, JSON lines on standard input';
const AGENT_FILE = 'the files are agent definitions: read only `name` and `approval`';

const HELP = `
Exit codes: 0 fine, 1 the policy has errors (or warnings with --strict), a request cannot be decided, or
the audit log does not verify, 2 usage or I/O.

Examples:
  assent init policies/orders.yaml
  assent check policies --strict
  assent eval --policy policies --call '{"tool":"orders.refund","param":{"amount":1290}}'
  assent approvals list --status pending
`;

const CHECK_HELP = `
Examples:
  assent check policies
  assent check policies --strict --format github
  assent check agents/order-manager.yaml --agent-file --json
`;

const EVAL_HELP = `
Examples:
  assent eval --policy policies --call '{"tool":"orders.refund","param":{"amount":1290}}'
  assent eval --policy policies/orders.yaml --call @call.json --watch
  assent eval --policy policies --json < calls.jsonl
`;

const EXPLAIN_HELP = `
Examples:
  assent explain --policy policies --call '{"tool":"orders.refund","param":{"amount":1290}}'
  assent explain --policy policies --call @call.json --json
`;
