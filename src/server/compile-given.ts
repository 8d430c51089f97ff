import type { NamedText, Policy } from '../engine.ts';
import { type CompileResult, compileDocuments, type ReadPolicy } from '../policy/compile.ts';
import { askThread } from '../policy/files/ask-thread.ts';
import {
  type CheckedPolicy,
  checkGiven,
  type GivenPolicy,
  type GivenTask,
  readGiven,
} from './given-policy.ts';
import { ProblemError } from './problem.ts';

/** UTF-8 bytes of all documents together. */
const MOST_BYTES = 8 * 2 ** 20;

/** A set of more bytes than this is looked at on another thread: calls are decided on this one. */
const LARGE_SET = 64 * 1024;

/**
 * Every mistake in documents that somebody sent, read as the active policy is: with its catalogs, and as agent
 * definition files where it is made of such.
 *
 * @throws ProblemError `request/too-large`
 */
export async function validateGiven(
  documents: readonly NamedText[],
  active: Policy,
): Promise<CheckedPolicy> {
  const { given, isLarge } = measured(documents, active);
  if (!isLarge) return checkGiven(given);
  return onThread<CheckedPolicy>({ step: 'check', given }, () => checkGiven(given));
}

/**
 * Compiles them.
 *
 * @throws ProblemError `request/too-large`
 */
export async function compileGiven(
  documents: readonly NamedText[],
  active: Policy,
): Promise<CompileResult> {
  const { given, isLarge } = measured(documents, active);
  const read = isLarge
    ? await onThread<readonly ReadPolicy[]>({ step: 'read', given }, () => readGiven(given))
    : readGiven(given);
  const { catalogs, agentFile } = given;
  return compileDocuments(read, { catalogs, agentFile });
}

function measured(
  documents: readonly NamedText[],
  { sources: { catalogs, agentFile } }: Policy,
): { readonly given: GivenPolicy; readonly isLarge: boolean } {
  const bytes = documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES) {
    throw new ProblemError(
      'request/too-large',
      `the documents have ${bytes} bytes together: at most ${MOST_BYTES} are compiled`,
    );
  }
  return { given: { documents, catalogs, agentFile }, isLarge: bytes > LARGE_SET };
}

/** Where no thread can be had, as in a bundle that left its file out, this one does it. */
const onThread = <Answer>(task: GivenTask, here: () => Answer): Promise<Answer> =>
  askThread<Answer>(new URL('./given-policy-worker.js', import.meta.url), task).catch(here);
