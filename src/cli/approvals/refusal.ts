import type { ConflictError } from '../../approvals/gate-error.ts';
import type { ApprovalView } from '../../approvals/view.ts';

/**
 * Why something was refused, and what to do instead: a reviewer on the command line is known to the
 * operating system alone, and is nobody that a policy can name.
 *
 * @param view the request, where there is one
 */
export function describeRefusal(error: ConflictError, view: ApprovalView | undefined): string {
  if (error.code !== 'approval/not-eligible' || view === undefined) return error.message;
  const named = view.requirements.flatMap(({ approvers }) => approvers);
  const whom = [...new Set(named)].map((one) => `\`${one}\``).join(', ') || 'nobody';
  return (
    `${error.message}: the policy names ${whom}, and the command line knows users of this machine only; ` +
    'let them decide where they sign in, in the program that holds the call (`gate.approvals`), or ' +
    'withdraw it with `assent approvals cancel`'
  );
}
