import type { Command } from 'commander';
import type { z } from 'zod';
import { listGroups, putGroup, removeGroup } from '../../contract/endpoints/people.ts';
import { renderRows } from '../aligned-rows.ts';
import { paletteFor } from '../palette.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import { EXIT, type Finish, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

type Groups = z.output<typeof listGroups.answer>['groups'];

/** Adds `assent groups` and its verbs. */
export function addGroups(program: Command, terminal: Terminal, finish: Finish): void {
  const family = program.command('groups').description('groups that policies name as approvers');
  family
    .command('list')
    .description('list groups and who is in them')
    .option('--json', 'one a line as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { groups } = await call(listGroups, {}, requireServer(terminal.environment));
      if (json === true) for (const group of groups) terminal.out(jsonLine(group));
      else terminal.out(renderGroups(groups, terminal));
      finish(EXIT.fine);
    });
  family
    .command('set')
    .description('make a group of exactly these people')
    .argument('<group>', 'as `group:finance`')
    .argument('[users...]', 'ids, as `user:alice@example.com`')
    .option('--json', 'as JSON')
    .action(async (given: string, members: string[], { json }: { json?: true }) => {
      const params = { id: idOf(given) };
      const server = requireServer(terminal.environment);
      const group = await call(putGroup, { params, body: { members } }, server);
      terminal.out(json === true ? jsonLine(group) : `${renderMembers(group)}\n`);
      finish(EXIT.fine);
    });
  family
    .command('remove')
    .description('remove a group; nobody is in it then')
    .argument('<group>', 'as `group:finance`')
    .option('--json', 'as JSON')
    .action(async (given: string, { json }: { json?: true }) => {
      const id = idOf(given);
      await call(removeGroup, { params: { id } }, requireServer(terminal.environment));
      terminal.out(json === true ? jsonLine({ id, removed: true }) : `${visible(id)}: removed\n`);
      finish(EXIT.fine);
    });
}

/** `group:` may be left out. */
const idOf = (given: string): string => (given.startsWith('group:') ? given : `group:${given}`);

const renderMembers = ({ id, members }: Groups[number]): string =>
  visible(`${id}: ${members.join(', ') || 'nobody'}`);

function renderGroups(groups: Groups, terminal: Terminal): string {
  if (groups.length === 0) return 'there is no group\n';
  const rows = groups.map(({ id, members }) => [visible(id), visible(members.join(', ') || '-')]);
  return renderRows(['GROUP', 'MEMBERS'], rows, paletteFor(terminal.outColor));
}
