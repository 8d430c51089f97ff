import { argumentsOf } from '../approvals/captured-call.ts';
import { redactCall } from '../approvals/redact.ts';
import type { ApprovalRequest } from '../approvals/request.ts';
import { canonicalJson } from '../json/canonical.ts';
import { digestText } from '../json/digest.ts';
import { argumentAt, parseArgumentPath } from '../policy/edit/argument-path.ts';
import type { Pin } from '../policy/edit/exception-entry.ts';
import { proposeException } from '../policy/edit/propose-exception.ts';
import { unifiedDiff } from '../policy/edit/unified-diff.ts';
import type { Policy } from '../policy/policy.ts';
import { ProblemError } from './problem.ts';
import { type ServedFile, servedFile } from './served-file.ts';
import type { ServerContext } from './server-context.ts';

/** An edit of a policy file that lets calls such as a held one pass from now on. */
export interface ForeverEdit {
  /** The file's name in the policy set. */
  readonly file: string;
  readonly served: ServedFile;
  readonly before: string;
  readonly after: string;
  readonly diff: string;
  /** Stands for exactly this edit, of exactly this file, for exactly this request. */
  readonly confirm: string;
  /** The version that is edited. */
  readonly policyVersion: string;
}

/**
 * The edit for a request, from the policy that is in force. Nothing is changed.
 *
 * @param pinned arguments that the exception is bound to: `amount`, `customer.id`, `items[0].sku`
 * @throws ProblemError where there is no such edit, or the files of this node are not what is in force
 */
export async function foreverEdit(
  { service, files }: Pick<ServerContext, 'service' | 'files'>,
  request: ApprovalRequest,
  pinned: readonly string[],
): Promise<ForeverEdit> {
  refuseUnlessHeldByRule(request);
  await service.adoptActive();
  const policy = service.policy;
  const { call } = request.captured;
  const pins = pinsOf(request, policy, pinned);
  const proposed = proposeException(policy, call, request.createdAt, pins);
  if (!proposed.ok) throw new ProblemError('conflict', proposed.message);
  const { file, before, after } = proposed;
  // the reload takes all files: none of them may bring anything else into force
  const isInForce = files.policy.version === policy.version && files.problem === null;
  const served = isInForce ? servedFile(files.paths, file) : undefined;
  if (served?.text !== before) throw changed(file);
  const said = { v: 1, request: request.id, file, before, after };
  return {
    file,
    served,
    before,
    after,
    diff: unifiedDiff(file, before, after),
    confirm: digestText(canonicalJson(said)),
    policyVersion: policy.version,
  };
}

/** What is on disk is not what was looked at. */
export const changed = (file: string): ProblemError =>
  new ProblemError(
    'policy/changed',
    `\`${file}\` has changed since, or is not what is in force: look at the edit again`,
  );

function refuseUnlessHeldByRule({ resolution, ruling }: ApprovalRequest): void {
  const { status } = resolution;
  if (status !== 'pending' && status !== 'approved') {
    throw new ProblemError('conflict', `the request is ${status}: only one that is not can pass`);
  }
  if (ruling.rule?.kind !== 'approval') {
    throw new ProblemError(
      'conflict',
      'no `approval` block holds the request: edit the policy by hand',
    );
  }
}

/** Arguments with the values that the request has. What people must not see does not go into a file. */
function pinsOf(request: ApprovalRequest, policy: Policy, pinned: readonly string[]): Pin[] {
  const param = argumentsOf(request.captured);
  const hidden = [...request.redact, ...policy.documents.flatMap(({ redact }) => redact)];
  const { shownParam } = redactCall(request.captured.call, hidden);
  const pins = pinned.map((text, index) => {
    const path = parseArgumentPath(text);
    const value = path && argumentAt(param, path);
    if (path === undefined || value === undefined) throw noArgument(text, index);
    const shown = argumentAt(shownParam, path);
    if (shown === undefined || canonicalJson(shown) !== canonicalJson(value)) {
      throw new ProblemError(
        'conflict',
        `the argument \`${text}\` is hidden, and a policy shows what it says: leave it out`,
      );
    }
    return { path, value };
  });
  return [...new Map(pins.map((pin) => [canonicalJson(pin.path), pin])).values()];
}

function noArgument(text: string, index: number): ProblemError {
  const message = `the call has no argument \`${text}\`: write \`amount\`, \`customer.id\` or \`items[0]\``;
  return new ProblemError('request/malformed', message, {
    errors: [{ path: `/body/pin/${index}`, message }],
  });
}
