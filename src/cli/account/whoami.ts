import { whoAmI } from '../../contract/endpoints/sessions.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';

/**
 * `assent whoami`: who the server takes one for.
 *
 * @throws ServerError; Error when no server is known
 */
export async function whoami(
  { json }: { readonly json?: true },
  terminal: Terminal,
): Promise<ExitCode> {
  const server = requireServer(terminal.environment);
  const me = await call(whoAmI, {}, server);
  const name = me.user ?? `agent ${me.agent ?? ''}`;
  const groups = me.groups.length === 0 ? '' : `, in ${me.groups.join(', ')}`;
  terminal.out(
    json === true
      ? jsonLine({ url: server.url, ...me })
      : `${visible(`${name} (${me.role}${groups}) at ${server.url}`)}\n`,
  );
  return EXIT.fine;
}
