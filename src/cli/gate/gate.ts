import type { ApprovalView } from '../../approvals/view.ts';
import { Assent } from '../../client/assent.ts';
import { ServerProblemError } from '../../client/server-problem-error.ts';
import { describeDuration } from '../describe-terms.ts';
import { requireServer } from '../server/known-server.ts';
import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { type Passed, pass } from './pass.ts';
import { type GivenCall, readCall } from './read-call.ts';

export interface GateOptions extends GivenCall {
  /** In milliseconds. */
  readonly timeout?: number;
  readonly key?: string;
  readonly json?: true;
}

/** How the verb ends, by what became of the call. */
const EXIT_OF: Readonly<Record<Passed['outcome'], ExitCode>> = {
  allowed: EXIT.fine,
  approved: EXIT.fine,
  blocked: EXIT.refused,
  rejected: EXIT.refused,
  cancelled: EXIT.refused,
  expired: EXIT.timedOut,
  timeout: EXIT.timedOut,
};

/**
 * `assent gate`: whether a step of a pipeline may run. Whatever keeps that from being found out is said, and
 * never taken for a yes.
 */
export async function gate(
  tool: string,
  options: GateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const stopping = new AbortController();
  void terminal.untilEnded().then(() => stopping.abort(new Error('the wait was ended')));
  try {
    const call = readCall(tool, options);
    const assent = openAssent(terminal);
    try {
      const passed = await pass(assent, call, {
        idempotencyKey: options.key,
        timeoutMs: options.timeout,
        signal: stopping.signal,
        onWait: (request) => terminal.err(renderWait(request, Date.now(), options.timeout)),
        onError: (error) => complain(terminal, messageOf(error)),
      });
      tell(passed, options, terminal);
      return EXIT_OF[passed.outcome];
    } finally {
      await assent.close();
    }
  } catch (error) {
    const message = messageOf(error);
    if (options.json === true) terminal.out(jsonLine({ outcome: 'undecided', tool, message }));
    else complain(terminal, message);
    return EXIT.undecided;
  }
}

function openAssent({ environment }: Terminal): Assent {
  const { url, key } = requireServer(environment);
  if (key !== undefined) return new Assent({ url, apiKey: key });
  throw new Error(`no key is known for \`${url}\`: set \`ASSENT_API_KEY\` to the key of an agent`);
}

function messageOf(error: unknown): string {
  if (error instanceof ServerProblemError && error.problem === 'auth/forbidden') {
    return `${error.message}: \`gate\` needs the key of an agent, as \`ASSENT_API_KEY\``;
  }
  return error instanceof Error ? error.message : String(error);
}

function renderWait(
  { id, tool, deadline, ruling }: ApprovalView,
  now: number,
  timeoutMs = Number.POSITIVE_INFINITY,
): string {
  const shown = visible(id);
  const left = describeDuration(Math.max(0, Math.min(deadline - now, timeoutMs)));
  const why = ruling.message === null ? '' : `: ${visible(ruling.message)}`;
  return [
    `waiting for approval of \`${visible(tool)}\`, for ${left} at most${why}`,
    `  assent approvals approve ${shown}`,
    `  assent approvals reject ${shown}`,
    '',
  ].join('\n');
}

function tell(passed: Passed, { json }: GateOptions, terminal: Terminal): void {
  const { outcome, tool, approvalId, by, reason } = passed;
  if (json === true) {
    terminal.out(jsonLine({ outcome, tool, approval_id: approvalId, by, reason }));
    return;
  }
  const whom = by === null ? '' : ` by ${by}`;
  const why = reason === null ? '' : `: ${reason}`;
  const withdrawn = outcome === 'timeout' ? ', nobody decided in time' : '';
  terminal.out(`${visible(`${outcome} ${tool}${whom}${withdrawn}${why}`)}\n`);
}
