import { type Command, Option } from 'commander';
import { countUpTo } from '../number-option.ts';
import { PLACE_HELP } from '../place.ts';
import type { ExitCode, Finish, Terminal } from '../terminal.ts';
import { STORE } from '../use-store.ts';
import { decideForever, type ForeverOptions } from './approve-forever.ts';
import { type DecideOptions, decide } from './decide.ts';
import type { DecisionVerb } from './desk.ts';
import { LIST_STATUSES, type ListOptions, list } from './list.ts';
import { type ShowOptions, show } from './show.ts';
import { type WatchOptions, watch } from './watch.ts';

/** Adds `assent approvals` and its verbs. */
export function addApprovals(program: Command, terminal: Terminal, finish: Finish): void {
  const family = program
    .command('approvals')
    .description('see and decide the calls that wait for a person')
    .addHelpText('after', HELP);
  addList(family, terminal, finish);
  addShow(family, terminal, finish);
  addApprove(family, terminal, finish);
  addDecide(family, 'reject', 'reject requests; one rejection is enough', terminal, finish);
  addDecide(family, 'cancel', 'withdraw requests; their calls never run', terminal, finish);
  addWatch(family, terminal, finish);
}

function addList(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('list')
    .description('list requests, newest first')
    .option(STORE, PLACE_HELP)
    .addOption(
      new Option('--status <status>', 'only those of this status')
        .choices(LIST_STATUSES)
        .default('pending'),
    )
    .option('--tool <name>', 'only calls of this tool')
    .option('--agent <id>', 'only calls of this agent')
    .option('--run <id>', 'only calls of this run')
    .option('--limit <count>', 'at most so many', countUpTo(500), 50)
    .option('--before <id>', 'only older ones than this')
    .option('--json', 'one request a line as JSON')
    .action(async (options: ListOptions) => finish(await list(options, terminal)));
}

function addShow(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('show')
    .description('show all of one request: its arguments, who may decide, what happened')
    .argument('<id>', ID_HELP)
    .option(STORE, PLACE_HELP)
    .option('--reveal', 'show the arguments without redaction; the audit log says who did')
    .option('--json', 'as JSON')
    .action(async (id: string, options: ShowOptions) => finish(await show(id, options, terminal)));
}

function addApprove(family: Command, terminal: Terminal, finish: Finish): void {
  decision(family, 'approve', 'approve requests; their calls run once')
    .option('--forever', 'let such calls pass from now on: shows the edit of the policy, and asks')
    .option('--pin <names...>', 'with --forever: only with the same values of these arguments')
    .option('--confirm <token>', 'with --forever: the edit that a preview with --json showed')
    .action(async (ids: string[], options: ApproveOptions) =>
      finish(await approve(ids, options, terminal)),
    );
}

type ApproveOptions = DecideOptions & ForeverOptions & { readonly forever?: true };

function approve(
  ids: readonly string[],
  options: ApproveOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { forever, pin, confirm } = options;
  const [id = '', ...others] = ids;
  if (forever !== true) {
    if (pin !== undefined || confirm !== undefined) {
      throw new Error('`--pin` and `--confirm` go with `--forever`');
    }
    return decide('approve', ids, options, terminal);
  }
  if (others.length > 0) throw new Error('`--forever` takes one request: look at each edit');
  return decideForever(id, options, terminal);
}

function addDecide(
  family: Command,
  verb: Exclude<DecisionVerb, 'approve'>,
  description: string,
  terminal: Terminal,
  finish: Finish,
): void {
  const command = decision(family, verb, description).action(
    async (ids: string[], options: DecideOptions) =>
      finish(await decide(verb, ids, options, terminal)),
  );
  if (verb === 'reject') command.alias('deny');
}

const decision = (family: Command, verb: DecisionVerb, description: string): Command =>
  family
    .command(verb)
    .description(description)
    .argument('<ids...>', ID_HELP)
    .option(STORE, PLACE_HELP)
    .option('--reason <text>', 'why; the agent is told, and the audit log')
    .option('--json', 'what became of each request, one a line as JSON');

function addWatch(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('watch')
    .description('see what waits, and decide it with a key; lines for programs')
    .option(STORE, PLACE_HELP)
    .option('--json', 'one event a line as JSON')
    .action(async (options: WatchOptions) => finish(await watch(options, terminal)));
}

const ID_HELP = 'the id of a request, or the beginning of it, 8 characters or more';

const HELP = `
At a server, you act as whoever has the key. On a store, you act as the user of this machine,
\`filesystem:NAME\`; where a policy names its approvers, they decide where they sign in, and not here.

Exit codes: 0 done, 1 refused, as when somebody else was first, 2 usage, or the server or store cannot be
used.

Examples:
  assent approvals list --status pending
  assent approvals show apr_019a9d3c
  assent approvals approve apr_019a9d3c --reason 'checked with the customer'
  assent approvals deny apr_019a9d3c --reason 'wrong account'
  assent approvals watch --json
`;
