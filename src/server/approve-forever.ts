import type { ApprovalRequest } from '../approvals/request.ts';
import type { Voter } from '../approvals/vote.ts';
import { digestText } from '../json/digest.ts';
import { changed, type ForeverEdit, foreverEdit } from './forever-edit.ts';
import { ProblemError } from './problem.ts';
import { isWritable, type PreparedFile, prepareFile } from './served-file.ts';
import type { ServerContext } from './server-context.ts';

/** What an administrator has looked at, and confirms. */
export interface Confirmed {
  readonly pin: readonly string[];
  /** As the preview gave it. */
  readonly confirm: string;
  readonly reason: string | null;
}

/** What came of it. */
export interface ApprovedForever {
  readonly request: ApprovalRequest;
  readonly edit: ForeverEdit;
  /** Otherwise the edit is to be proposed as a patch. */
  readonly written: boolean;
}

type ForeverContext = Pick<ServerContext, 'service' | 'store' | 'files' | 'clock' | 'log'>;

/**
 * Approves a request, and edits the policy file so that such calls pass from now on. The vote is one like any
 * other; the file is written only once the request is approved. A process that ends between the two leaves
 * an approved request and no edit, which can be confirmed again: there is never an edit without the approval,
 * nor one that the audit log does not tell of. The watcher of the files brings the edit into force.
 *
 * @throws ConflictError when the vote does not count
 * @throws ProblemError when the edit is not the one that was looked at, or more people have to approve
 */
export async function approveForever(
  context: ForeverContext,
  id: string,
  admin: Voter,
  { pin, confirm, reason }: Confirmed,
): Promise<ApprovedForever> {
  const { reviews } = context.service;
  const found = await reviews.find(id);
  const edit = await foreverEdit(context, found, pin);
  if (edit.confirm !== confirm) throw changed(edit.file);
  const request =
    found.resolution.status === 'pending'
      ? await reviews.vote(id, { voter: admin, choice: 'approve', reason })
      : found;
  if (request.resolution.status !== 'approved') throw moreVotes();
  return { request, edit, written: await write(context, request, admin, edit) };
}

const moreVotes = (): ProblemError =>
  new ProblemError(
    'conflict',
    'the vote counts, but more people have to approve: confirm again when they have, as nothing was written',
  );

/** Whether the file was written; `false` where it cannot be. */
async function write(
  context: ForeverContext,
  request: ApprovalRequest,
  admin: Voter,
  edit: ForeverEdit,
): Promise<boolean> {
  const audit = (written: boolean, why?: string) =>
    auditEdit(context, request, admin, edit, written, why);
  const prepared = (await isWritable(edit.served)) ? await prepare(context, edit) : undefined;
  if (prepared === undefined) {
    await audit(false);
    return false;
  }
  try {
    // told before it happens: what is left to do is a change of names
    await audit(true);
  } catch (error) {
    await prepared.discard();
    throw error;
  }
  try {
    if (await prepared.replace()) return true;
  } catch (error) {
    context.log.warn({ err: error, file: edit.file }, 'a policy file could not be replaced');
    await audit(false, 'the file could not be replaced');
    return false;
  }
  await audit(false, 'the file has changed meanwhile');
  throw changed(edit.file);
}

/** A directory that seemed to be writable, and is not, or is full, is read-only all the same. */
async function prepare(
  { log }: ForeverContext,
  { served, after, file }: ForeverEdit,
): Promise<PreparedFile | undefined> {
  try {
    return await prepareFile(served, after);
  } catch (error) {
    log.warn({ err: error, file }, 'a policy file could not be written');
    return undefined;
  }
}

async function auditEdit(
  { store, service, clock }: ForeverContext,
  request: ApprovalRequest,
  { id: person, via }: Voter,
  { file, before, after, diff, policyVersion }: ForeverEdit,
  written: boolean,
  reason: string | undefined,
): Promise<void> {
  const { trail } = service.reviews.context;
  const details = { file, before: digestText(before), after: digestText(after), diff, written };
  const event = {
    person,
    via,
    policy_version: policyVersion,
    details,
    ...(reason !== undefined && { reason }),
  };
  const effect = { kind: 'audit', action: 'policy.edited', event } as const;
  await store.write(async (tx) => tx.audit(trail.ofRequest(request, effect, clock.now())));
}
