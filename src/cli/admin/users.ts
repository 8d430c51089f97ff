import { type Command, Option } from 'commander';
import type { z } from 'zod';
import {
  changeUser,
  createUser,
  listUsers,
  removeUser,
  type UserBody,
} from '../../contract/endpoints/people.ts';
import { PERSON_ROLES, type PersonRole } from '../../identity/role.ts';
import { renderRows } from '../aligned-rows.ts';
import { paletteFor } from '../palette.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import { oneByOne } from '../server/one-by-one.ts';
import { EXIT, type ExitCode, type Finish, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

interface Change {
  readonly role?: PersonRole;
  readonly disable?: true;
  readonly enable?: true;
  readonly newLink?: true;
  readonly json?: true;
}

type User = z.output<typeof UserBody>;

/** Adds `assent users` and its verbs. */
export function addUsers(program: Command, terminal: Terminal, finish: Finish): void {
  const family = program.command('users').description('people who see and decide');
  family
    .command('list')
    .description('list people')
    .option('--json', 'one a line as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { users } = await call(listUsers, {}, requireServer(terminal.environment));
      if (json === true) for (const user of users) terminal.out(jsonLine(user));
      else terminal.out(renderUsers(users, terminal));
      finish(EXIT.fine);
    });
  family
    .command('add')
    .description('add a person, and print the one-time link to sign in with')
    .argument('<user>', 'as policies name them, without `user:`')
    .addOption(roleOption().makeOptionMandatory())
    .option('--json', 'as JSON')
    .action(async (user: string, { role, json }: { role: PersonRole; json?: true }) => {
      const server = requireServer(terminal.environment);
      const made = await call(createUser, { body: { user, role } }, server);
      if (json === true) terminal.out(jsonLine(made));
      else tellLink(made.user, made.link, terminal);
      finish(EXIT.fine);
    });
  family
    .command('change')
    .description('change what a person may do; it counts from the next request on')
    .argument('<user>', 'the id, as `user:alice@example.com`')
    .addOption(roleOption())
    .option('--disable', 'let them do nothing')
    .addOption(new Option('--enable', 'let them in again').conflicts('disable'))
    .option('--new-link', 'print another one-time link, as when a password is lost')
    .option('--json', 'as JSON')
    .action(async (id: string, options: Change) => finish(await change(id, options, terminal)));
  family
    .command('remove')
    .description('remove people, with their keys and sessions')
    .argument('<users...>', 'ids, as `user:alice@example.com`')
    .option('--json', 'one a line as JSON')
    .action(async (ids: string[], { json }: { json?: true }) => {
      const server = requireServer(terminal.environment);
      const remove = async (id: string): Promise<void> => {
        await call(removeUser, { params: { id } }, server);
        terminal.out(json === true ? jsonLine({ id, removed: true }) : `${visible(id)}: removed\n`);
      };
      finish(await oneByOne(ids.map(idOf), terminal, remove));
    });
}

const roleOption = (): Option =>
  new Option('--role <role>', 'what they may do').choices(PERSON_ROLES);

/** `user:` may be left out. */
const idOf = (given: string): string => (given.startsWith('user:') ? given : `user:${given}`);

async function change(given: string, options: Change, terminal: Terminal): Promise<ExitCode> {
  const { role, disable, enable, newLink, json } = options;
  if ([role, disable, enable, newLink].every((one) => one === undefined)) {
    throw new Error('say what to change: `--role`, `--disable`, `--enable` or `--new-link`');
  }
  const body = {
    ...(role !== undefined && { role }),
    ...(disable === true && { disabled: true }),
    ...(enable === true && { disabled: false }),
    ...(newLink === true && { new_link: true as const }),
  };
  const params = { id: idOf(given) };
  const changed = await call(changeUser, { params, body }, requireServer(terminal.environment));
  if (json === true) terminal.out(jsonLine(changed));
  else tellLink(changed.user, changed.link, terminal);
  return EXIT.fine;
}

function tellLink({ id, role, disabled }: User, link: string | null, terminal: Terminal): void {
  terminal.out(`${visible(id)}: ${role}${disabled ? ', disabled' : ''}\n`);
  if (link === null) return;
  terminal.out(`${visible(link)}\n`);
  terminal.err('whoever has this link signs in as them, once, within a day\n');
}

function renderUsers(users: readonly User[], terminal: Terminal): string {
  if (users.length === 0) return 'there is nobody\n';
  const rows = users.map(({ id, role, disabled, has_password, groups }) => [
    visible(id),
    disabled ? `${role}, disabled` : role,
    has_password ? 'yes' : 'no',
    visible(groups.join(', ') || '-'),
  ]);
  return renderRows(['USER', 'ROLE', 'PASSWORD', 'GROUPS'], rows, paletteFor(terminal.outColor));
}
