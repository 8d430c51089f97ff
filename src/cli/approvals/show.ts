import { ConflictError } from '../../approvals/gate-error.ts';
import { paletteFor } from '../palette.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine } from '../visible-text.ts';
import { findRequest } from './find-request.ts';
import { renderRequest, type ShownArguments } from './render-request.ts';
import { useDesk } from './use-desk.ts';

export interface ShowOptions {
  readonly store?: string;
  readonly reveal?: true;
  readonly json?: true;
}

/**
 * `assent approvals show`: everything about one request. Its arguments are shown without redaction only on
 * demand, to somebody who may decide it, and the audit log says so.
 *
 * @param given an id, or the beginning of one
 * @throws StoreError; ServerError; Error for an ambiguous beginning
 */
export function show(given: string, options: ShowOptions, terminal: Terminal): Promise<ExitCode> {
  return useDesk(options.store, terminal, async (desk) => {
    const request = await findRequest(desk, given);
    let shown: ShownArguments = { param: request.param };
    if (options.reveal === true) {
      try {
        const { param, to } = await desk.reveal(request.id);
        shown = { param, revealedTo: to };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        complain(terminal, desk.describeRefusal(error, request));
        return EXIT.refused;
      }
    }
    terminal.out(
      options.json === true
        ? jsonLine({ ...request, param: shown.param, revealed: options.reveal === true })
        : renderRequest(request, shown, desk.now(), paletteFor(terminal.outColor)),
    );
    return EXIT.fine;
  });
}
