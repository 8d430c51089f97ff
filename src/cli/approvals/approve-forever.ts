import { ConflictError } from '../../approvals/gate-error.ts';
import { approveForever, previewForever } from '../../contract/endpoints/approvals.ts';
import { askLine } from '../ask-line.ts';
import { paletteFor } from '../palette.ts';
import { call } from '../server/call.ts';
import { requireServer } from '../server/known-server.ts';
import type { Server } from '../server/server.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { renderOutcome } from './decide.ts';
import { findRequest } from './find-request.ts';
import { ServerDesk } from './server-desk.ts';

export interface ForeverOptions {
  readonly store?: string;
  readonly reason?: string;
  /** The arguments whose values the exception is bound to. */
  readonly pin?: readonly string[];
  /** What a preview gave: stands for exactly the edit that it showed. */
  readonly confirm?: string;
  readonly json?: true;
}

/**
 * `assent approvals approve --forever`: approves a request, and lets such calls pass from now on. The edit of
 * the policy is shown first, and made once somebody has confirmed it: at the keyboard, or with the token that
 * a preview gave.
 *
 * @param given an id, or the beginning of one
 * @throws ServerError; Error when nobody can confirm it
 */
export async function decideForever(
  given: string,
  options: ForeverOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.store !== undefined) {
    throw new Error('`--forever` changes the policies of a server: leave `--store` out');
  }
  const server = requireServer(terminal.environment);
  const { id } = await findRequest(new ServerDesk(server), given);
  try {
    const confirm = options.confirm ?? (await confirmed(id, options, server, terminal));
    return confirm === undefined ? EXIT.fine : await edit(id, confirm, options, server, terminal);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    if (options.json === true) {
      terminal.out(jsonLine({ id, error: { code: error.code, message: error.message } }));
    } else {
      complain(terminal, `${id}: ${error.message}`);
    }
    return EXIT.refused;
  }
}

/**
 * Shows the edit, and asks for a word.
 *
 * @returns the token of the edit; `undefined` where a program is given it to confirm later
 * @throws Error when nobody confirms
 */
async function confirmed(
  id: string,
  { pin = [], json }: ForeverOptions,
  server: Server,
  terminal: Terminal,
): Promise<string | undefined> {
  const preview = await call(previewForever, { params: { id }, body: { pin: [...pin] } }, server);
  if (json === true) {
    terminal.out(jsonLine({ id, ...preview }));
    return undefined;
  }
  const { file, diff, confirm, writable } = preview;
  terminal.err(`${diff.trimEnd().split('\n').map(visible).join('\n')}\n`);
  if (!writable) {
    terminal.err(`\`${visible(file)}\` is read-only there: you get the patch to propose\n`);
  }
  if (terminal.keyboard === undefined) {
    throw new Error(
      'nobody is there to confirm it: run this at a terminal, or take `confirm` of a preview with `--json` and give it as `--confirm`',
    );
  }
  const question = 'such calls pass from now on; type `yes` to change the policy: ';
  if ((await askLine({ question }, terminal)) === 'yes') return confirm;
  throw new Error('nothing was changed, and nothing approved');
}

async function edit(
  id: string,
  confirm: string,
  { pin = [], reason, json }: ForeverOptions,
  server: Server,
  terminal: Terminal,
): Promise<ExitCode> {
  const body = { pin: [...pin], confirm, reason: reason ?? null };
  const done = await call(approveForever, { params: { id }, body }, server);
  if (json === true) {
    terminal.out(jsonLine({ id, ...done }));
    return EXIT.fine;
  }
  const palette = paletteFor(terminal.outColor);
  terminal.out(`${visible(id)}: ${renderOutcome(done.approval, palette)}\n`);
  if (done.written) {
    terminal.err(`\`${visible(done.file)}\` is changed\n`);
  } else {
    terminal.err(`\`${visible(done.file)}\` is read-only there: propose this patch\n`);
    terminal.out(`${done.patch.trimEnd().split('\n').map(visible).join('\n')}\n`);
  }
  return EXIT.fine;
}
