import { NoAnswerError } from './no-answer-error.ts';
import { ServerProblemError } from './server-problem-error.ts';

/** Refusals that may be answers a little later: timeouts, and too much at once. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Whether the same question may have another answer a little later.
 *
 * @returns how long to stay away at least, in milliseconds; `undefined` where asking again changes nothing
 */
export function askAgainMs(error: unknown): number | undefined {
  if (error instanceof NoAnswerError) {
    return error.silence.mayPass ? error.silence.retryAfterMs : undefined;
  }
  const isPassing = error instanceof ServerProblemError && PASSING.has(error.status);
  return isPassing ? error.retryAfterMs : undefined;
}
