import type { NamedText, Policy } from '../engine.ts';
import { type CompileResult, compilePolicy } from '../policy/compile.ts';
import { ProblemError } from './problem.ts';

/** UTF-8 bytes of all documents together. */
const MOST_BYTES = 8 * 2 ** 20;

/**
 * Compiles documents that somebody sent, as the active policy is read: with its catalogs, and as agent
 * definition files where it is made of such.
 *
 * @throws ProblemError `request/too-large`
 */
export function compileGiven(documents: readonly NamedText[], active: Policy): CompileResult {
  const bytes = documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES) {
    throw new ProblemError(
      'request/too-large',
      `the documents have ${bytes} bytes together: at most ${MOST_BYTES} are compiled`,
    );
  }
  const { catalogs, agentFile } = active.sources;
  return compilePolicy(documents, { catalogs, agentFile });
}
