import { type Command, Option } from 'commander';
import { CHECK_FORMATS, type CheckOptions, check } from './check.ts';
import { type EvalOptions, evaluate } from './eval.ts';
import { type ExplainOptions, explain } from './explain.ts';
import { init, STARTER_FILE } from './init.ts';
import type { Finish, Terminal } from './terminal.ts';

/** Adds the verbs that work on policies alone: `assent init`, `check`, `eval` and `explain`. */
export function addPolicyVerbs(program: Command, terminal: Terminal, finish: Finish): void {
  addInit(program, terminal, finish);
  addCheck(program, terminal, finish);
  addEval(program, terminal, finish);
  addExplain(program, terminal, finish);
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

const POLICY = '--policy <paths...>';
const CALL = 'the call as JSON, or @ and a file; without it, JSON lines on standard input';
const AGENT_FILE = 'the files are agent definitions: read only `name` and `approval`';

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
