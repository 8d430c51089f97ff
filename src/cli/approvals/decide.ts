import { ConflictError } from '../../approvals/gate-error.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import { Reviews } from '../../approvals/service/reviews.ts';
import type { ApprovalView } from '../../approvals/view.ts';
import type { Voter } from '../../approvals/vote.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import { type Palette, paletteFor } from '../palette.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useStore } from '../use-store.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { describeProgress, renderStatus } from './describe-request.ts';
import { filesystemVoter } from './filesystem-voter.ts';
import { findRequest } from './find-request.ts';
import { describeRefusal } from './refusal.ts';

/** What a person can do about a pending request. */
export type DecisionVerb = 'approve' | 'reject' | 'cancel';

export interface DecideOptions {
  readonly store: string;
  readonly reason?: string;
  readonly json?: true;
}

type Act = (
  reviews: Reviews,
  id: string,
  voter: Voter,
  reason: string | null,
) => Promise<ApprovalRequest>;

const ACTS: Readonly<Record<DecisionVerb, Act>> = {
  approve: (reviews, id, voter, reason) => reviews.vote(id, { voter, choice: 'approve', reason }),
  reject: (reviews, id, voter, reason) => reviews.vote(id, { voter, choice: 'reject', reason }),
  cancel: (reviews, id, voter, reason) => reviews.withdraw(id, voter.id, reason),
};

/**
 * `assent approvals approve`, `reject` and `cancel`: decides requests one by one, and says what became of
 * each. One that cannot be decided does not keep the others from it.
 *
 * @param given ids, or beginnings of them
 * @throws StoreError; Error for an ambiguous beginning
 */
export function decide(
  verb: DecisionVerb,
  given: readonly string[],
  options: DecideOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const voter = filesystemVoter();
  return useStore(options.store, async (store, clock) => {
    const reviews = new Reviews(store, clock);
    // all are found before any is decided: a slip in one decides nothing
    const found: ApprovalView[] = [];
    for (const id of given) found.push(reviews.viewOf(await findRequest(reviews, id)));
    let code: ExitCode = EXIT.fine;
    for (const view of found) {
      try {
        const decided = await ACTS[verb](reviews, view.id, voter, options.reason ?? null);
        tell(reviews.viewOf(decided), options, terminal);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        tellRefusal(error, view, options, terminal);
        code = EXIT.refused;
      }
    }
    return code;
  });
}

function tell(view: ApprovalView, { json }: DecideOptions, terminal: Terminal): void {
  terminal.out(
    json === true
      ? jsonLine(viewToWire(view))
      : `${visible(view.id)}: ${renderOutcome(view, paletteFor(terminal.outColor))}\n`,
  );
}

const renderOutcome = (view: ApprovalView, palette: Palette): string =>
  view.status === 'pending'
    ? describeProgress(view.requirements)
    : renderStatus(view.status, view.status, palette);

function tellRefusal(
  error: ConflictError,
  view: ApprovalView,
  { json }: DecideOptions,
  terminal: Terminal,
): void {
  const message = describeRefusal(error, view);
  if (json === true) {
    terminal.out(jsonLine({ id: view.id, error: { code: error.code, message } }));
  } else {
    complain(terminal, `${view.id}: ${message}`);
  }
}
