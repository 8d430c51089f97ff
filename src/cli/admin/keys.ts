import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { createKey, type KeyBody, listKeys, revokeKey } from '../../contract/endpoints/keys.ts';
import { timestamp } from '../../contract/fields.ts';
import { ROLES, type Role } from '../../identity/role.ts';
import { parseDuration } from '../../policy/document/duration.ts';
import { renderRows } from '../aligned-rows.ts';
import { paletteFor } from '../palette.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import { oneByOne } from '../server/one-by-one.ts';
import { EXIT, type ExitCode, type Finish, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

interface NewKey {
  readonly role: Role;
  readonly agent?: string;
  readonly owner?: string;
  /** In milliseconds from now. */
  readonly expires?: number;
  readonly json?: true;
}

type Key = z.output<typeof KeyBody>;

/** Adds `assent keys` and its verbs. */
export function addKeys(program: Command, terminal: Terminal, finish: Finish): void {
  const family = program.command('keys').description('API keys of agents and people');
  family
    .command('list')
    .description('list keys, never what they are proved with')
    .option('--json', 'one key a line as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { keys } = await call(listKeys, {}, requireServer(terminal.environment));
      if (json === true) for (const key of keys) terminal.out(jsonLine(key));
      else terminal.out(renderKeys(keys, terminal));
      finish(EXIT.fine);
    });
  family
    .command('create')
    .description('make a key; it is shown this once')
    .argument('<name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).default('agent'))
    .option('--agent <id>', 'the agent that calls with it, for the role `agent`')
    .option('--owner <user>', 'whose it is; yours where not said')
    .option('--expires <duration>', 'how long it is good, as `90d`', readDuration)
    .option('--json', 'as JSON')
    .action(async (name: string, options: NewKey) => finish(await create(name, options, terminal)));
  family
    .command('revoke')
    .description('revoke keys; they are refused from the next request on')
    .argument('<ids...>', 'ids, as `assent keys list` shows them')
    .option('--json', 'one key a line as JSON')
    .action(async (ids: string[], { json }: { json?: true }) => {
      const server = requireServer(terminal.environment);
      const revoke = async (id: string): Promise<void> => {
        const key = await call(revokeKey, { params: { id } }, server);
        terminal.out(json === true ? jsonLine(key) : `${visible(id)}: revoked\n`);
      };
      finish(await oneByOne(ids, terminal, revoke));
    });
}

async function create(name: string, options: NewKey, terminal: Terminal): Promise<ExitCode> {
  const { role, agent, owner, expires, json } = options;
  const body = {
    name,
    role,
    agent: agent ?? null,
    owner: owner ?? null,
    expires_at: expires === undefined ? null : timestamp(Date.now() + expires),
  };
  const made = await call(createKey, { body }, requireServer(terminal.environment));
  if (json === true) {
    terminal.out(jsonLine(made));
  } else {
    // the key alone is the result, for `KEY=$(assent keys create ...)`
    terminal.err(`${visible(made.id)}: keep this key, it is not shown again\n`);
    terminal.out(`${visible(made.key)}\n`);
  }
  return EXIT.fine;
}

/** A hundred years: no date is so far that it cannot be written. */
const LONGEST_LIFE_MS = 36_525 * 86_400_000;

function readDuration(text: string): number {
  const milliseconds = parseDuration(text) ?? 0;
  if (milliseconds > 0 && milliseconds <= LONGEST_LIFE_MS) return milliseconds;
  throw new InvalidArgumentError('Write it like 90d, 12h or 30m; leave it out for ever.');
}

function renderKeys(keys: readonly Key[], terminal: Terminal): string {
  if (keys.length === 0) return 'there is no key\n';
  const rows = keys.map(({ id, name, role, agent, owner, expires_at, revoked_at }) => [
    visible(id),
    visible(name),
    agent === null ? role : visible(`${role} ${agent}`),
    visible(owner),
    revoked_at === null ? (expires_at ?? 'never') : `revoked ${revoked_at}`,
  ]);
  const headings = ['ID', 'NAME', 'ROLE', 'OWNER', 'EXPIRES'];
  return renderRows(headings, rows, paletteFor(terminal.outColor));
}
