import { type Command, Option } from 'commander';
import { AUDIT_ACTIONS } from '../../audit/event.ts';
import { countUpTo } from '../number-option.ts';
import { PLACE_HELP } from '../place.ts';
import type { Finish, Terminal } from '../terminal.ts';
import { STORE } from '../use-store.ts';
import { checkpoint } from './checkpoint.ts';
import { type ExportOptions, exportAudit } from './export.ts';
import { type ListOptions, list } from './list.ts';
import { type VerifyOptions, verify } from './verify.ts';

/** Adds `assent audit` and its verbs. */
export function addAudit(program: Command, terminal: Terminal, finish: Finish): void {
  const family = program
    .command('audit')
    .description('read, verify and export the audit log')
    .addHelpText('after', HELP);
  addList(family, terminal, finish);
  addVerify(family, terminal, finish);
  addExport(family, terminal, finish);
  addCheckpoint(family, terminal, finish);
}

function addList(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('list')
    .description('list the latest entries, the newest last')
    .option(STORE, PLACE_HELP)
    .option('--request <id>', 'only those of this approval request')
    .option('--run <id>', 'only those of this run: its calls, and who decided them')
    .addOption(new Option('--action <action>', 'only those of this action').choices(AUDIT_ACTIONS))
    .option('--limit <count>', 'at most so many', countUpTo(1_000_000), 100)
    .option('--json', 'whole entries, one a line as JSON')
    .action(async (options: ListOptions) => finish(await list(options, terminal)));
}

function addVerify(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('verify')
    .description('verify that nothing in the log was changed, removed or added')
    .argument('[file]', 'an exported log; without it, the log of the server or store')
    .option(STORE, PLACE_HELP)
    .option('--public-key <key>', 'the key of the log that you trust: base64, or a file')
    .option('--checkpoint <file>', 'checkpoints that you kept: they show what was cut or rewritten')
    .option('--json', 'as JSON')
    .action(async (file: string | undefined, options: VerifyOptions) =>
      finish(await verify(file, options, terminal)),
    );
}

function addExport(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('export')
    .description('write the whole log as JSON lines, with a checkpoint that vouches for it')
    .option(STORE, PLACE_HELP)
    .option('--output <file>', 'a new file; without it, standard output')
    .action(async (options: ExportOptions) => finish(await exportAudit(options, terminal)));
}

function addCheckpoint(family: Command, terminal: Terminal, finish: Finish): void {
  family
    .command('checkpoint')
    .description('print a signed checkpoint of the log, to keep elsewhere')
    .option(STORE, PLACE_HELP)
    .action(async (options: { store?: string }) => finish(await checkpoint(options, terminal)));
}

const HELP = `
Exit codes: 0 fine, 1 the log does not verify, 2 usage, or the server, the store or a file cannot be
used.

Examples:
  assent audit list --run run-42
  assent audit verify
  assent audit checkpoint >> /elsewhere/checkpoints.jsonl
  assent audit export --output audit.jsonl
  assent audit verify audit.jsonl --checkpoint /elsewhere/checkpoints.jsonl
`;
