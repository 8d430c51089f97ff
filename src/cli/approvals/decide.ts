import { ConflictError } from '../../approvals/gate-error.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import { type Palette, paletteFor } from '../palette.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { describeProgress, renderStatus } from './describe-request.ts';
import type { DecisionVerb } from './desk.ts';
import { findRequest } from './find-request.ts';
import { useDesk } from './use-desk.ts';

export interface DecideOptions {
  readonly store?: string;
  readonly reason?: string;
  readonly json?: true;
}

/**
 * `assent approvals approve`, `reject` and `cancel`: decides requests one by one, and says what became of
 * each. One that cannot be decided does not keep the others from it.
 *
 * @param given ids, or beginnings of them
 * @throws StoreError; ServerError; Error for an ambiguous beginning
 */
export function decide(
  verb: DecisionVerb,
  given: readonly string[],
  options: DecideOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return useDesk(options.store, terminal, async (desk) => {
    // all are found before any is decided: a slip in one decides nothing
    const found: ApprovalWire[] = [];
    for (const id of given) found.push(await findRequest(desk, id));
    let code: ExitCode = EXIT.fine;
    for (const request of found) {
      try {
        tell(await desk.act(verb, request.id, options.reason ?? null), options, terminal);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        const message = desk.describeRefusal(error, request);
        tellRefusal({ id: request.id, code: error.code, message }, options, terminal);
        code = EXIT.refused;
      }
    }
    return code;
  });
}

function tell(request: ApprovalWire, { json }: DecideOptions, terminal: Terminal): void {
  terminal.out(
    json === true
      ? jsonLine(request)
      : `${visible(request.id)}: ${renderOutcome(request, paletteFor(terminal.outColor))}\n`,
  );
}

/** What became of a request that somebody has just decided, or voted for. */
export const renderOutcome = ({ status, requirements }: ApprovalWire, palette: Palette): string =>
  status === 'pending' ? describeProgress(requirements) : renderStatus(status, status, palette);

interface Refusal {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

function tellRefusal(
  { id, code, message }: Refusal,
  { json }: DecideOptions,
  terminal: Terminal,
): void {
  if (json === true) terminal.out(jsonLine({ id, error: { code, message } }));
  else complain(terminal, `${id}: ${message}`);
}
