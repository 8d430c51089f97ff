import type { Command } from 'commander';
import { listVersions, rollBack } from '../../contract/endpoints/policies.ts';
import { renderRows } from '../aligned-rows.ts';
import { countUpTo } from '../number-option.ts';
import { paletteFor } from '../palette.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import { EXIT, type ExitCode, type Finish, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

/** Adds `assent policies` and its verbs. */
export function addPolicies(program: Command, terminal: Terminal, finish: Finish): void {
  const family = program.command('policies').description('versions of the policies of a server');
  family
    .command('list')
    .description('list versions that were active, newest first')
    .option('--limit <count>', 'at most so many', countUpTo(500), 20)
    .option('--json', 'as JSON')
    .action(async ({ limit, json }: { limit: number; json?: true }) => {
      const server = requireServer(terminal.environment);
      const answer = await call(listVersions, { query: { limit } }, server);
      const rows = answer.versions.map(({ version, activated_at }) => [
        version,
        version === answer.active ? 'active' : '-',
        activated_at,
      ]);
      const palette = paletteFor(terminal.outColor);
      const headings = ['VERSION', 'STATUS', 'FIRST ACTIVE'];
      terminal.out(json === true ? jsonLine(answer) : renderRows(headings, rows, palette));
      finish(EXIT.fine);
    });
  family
    .command('rollback')
    .description('make a version active again that was so before')
    .argument('<version>', 'the version, or the beginning of it')
    .option('--json', 'as JSON')
    .action(async (given: string, { json }: { json?: true }) =>
      finish(await rollBackTo(given, json === true, terminal)),
    );
}

async function rollBackTo(given: string, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const server = requireServer(terminal.environment);
  const { active, versions } = await call(listVersions, { query: { limit: 500 } }, server);
  const beginning = given.startsWith('sha256:') ? given : `sha256:${given}`;
  const [found, another] = versions.filter(({ version }) => version.startsWith(beginning));
  if (found === undefined || another !== undefined || beginning.length < 'sha256:'.length + 8) {
    throw new Error(
      `\`${given}\` names no one version: write 8 characters or more of one that \`assent policies list\` shows`,
    );
  }
  const { version } = found;
  const answer = await call(rollBack, { body: { version, from: active } }, server);
  const { resolved } = answer;
  const also = resolved === 0 ? '' : `; it resolved ${resolved} pending requests`;
  terminal.out(json ? jsonLine(answer) : `\`${visible(version)}\` is active${also}\n`);
  return EXIT.fine;
}
