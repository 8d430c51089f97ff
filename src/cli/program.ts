import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConflictError } from '../approvals/gate-error.ts';
import { PolicyError } from '../policy/files/load.ts';
import { addAccount } from './account/commands.ts';
import { addGroups } from './admin/groups.ts';
import { addHalts } from './admin/halts.ts';
import { addKeys } from './admin/keys.ts';
import { addPolicies } from './admin/policies.ts';
import { addUsers } from './admin/users.ts';
import { addApprovals } from './approvals/commands.ts';
import { addAudit } from './audit/commands.ts';
import { addDoctor } from './doctor/commands.ts';
import { EndedError } from './ended-error.ts';
import { addGate } from './gate/commands.ts';
import { addPolicyVerbs } from './policy-verbs.ts';
import { exitCodeOf, reportDiagnostics } from './report-diagnostics.ts';
import { addRuns } from './runs.ts';
import { addServe } from './serve.ts';
import { exitCodeOfServer, ServerError } from './server/server-error.ts';
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
    if (error instanceof EndedError) return error.exitCode;
    const code = complain(terminal, error instanceof Error ? error.message : String(error));
    if (error instanceof ServerError) return exitCodeOfServer(error);
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
  addPolicyVerbs(program, terminal, finish);
  addServe(program, terminal, finish);
  addGate(program, terminal, finish);
  addApprovals(program, terminal, finish);
  addAudit(program, terminal, finish);
  addRuns(program, terminal, finish);
  addHalts(program, terminal, finish);
  addPolicies(program, terminal, finish);
  addKeys(program, terminal, finish);
  addUsers(program, terminal, finish);
  addGroups(program, terminal, finish);
  addAccount(program, terminal, finish);
  addDoctor(program, terminal, finish);
  return program;
}

/** Two folders up from here, in the package as in the sources. */
function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}

const HELP = `
Exit codes: 0 fine, 1 the policy has errors (or warnings with --strict), a request cannot be decided, or
the audit log does not verify, 2 usage or I/O, or the server cannot be reached. The verb gate has
its own.

Examples:
  assent init policies/orders.yaml
  assent check policies --strict
  assent eval --policy policies --call '{"tool":"orders.refund","param":{"amount":1290}}'
  assent approvals list --status pending
`;
