import { ConflictError } from '../../approvals/gate-error.ts';
import { Reviews } from '../../approvals/service/reviews.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import { paletteFor } from '../palette.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useStore } from '../use-store.ts';
import { jsonLine } from '../visible-text.ts';
import { filesystemVoter } from './filesystem-voter.ts';
import { findRequest } from './find-request.ts';
import { describeRefusal } from './refusal.ts';
import { renderRequest, type ShownArguments } from './render-request.ts';

export interface ShowOptions {
  readonly store: string;
  readonly reveal?: true;
  readonly json?: true;
}

/**
 * `assent approvals show`: everything about one request. Its arguments are shown without redaction only on
 * demand, to somebody who may decide it, and the audit log says so.
 *
 * @param given an id, or the beginning of one
 * @throws StoreError; Error for an ambiguous beginning
 */
export function show(given: string, options: ShowOptions, terminal: Terminal): Promise<ExitCode> {
  return useStore(options.store, async (store, clock) => {
    const reviews = new Reviews(store, clock);
    const view = reviews.viewOf(await findRequest(reviews, given));
    let shown: ShownArguments = { param: view.param };
    if (options.reveal === true) {
      const voter = filesystemVoter();
      try {
        shown = { param: await reviews.reveal(view.id, voter), revealedTo: voter.id };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        complain(terminal, describeRefusal(error, view));
        return EXIT.refused;
      }
    }
    terminal.out(
      options.json === true
        ? jsonLine({ ...viewToWire(view), param: shown.param, revealed: options.reveal === true })
        : renderRequest(view, shown, clock.now(), paletteFor(terminal.outColor)),
    );
    return EXIT.fine;
  });
}
