import type { LogFailure } from './log-failure.ts';
import { LogReading } from './log-reading.ts';
import type { VerifiedLog, VerifyOptions } from './verification.ts';

/**
 * Verifies an audit log, as `exportLog` writes it: that nothing was changed, removed, added or moved,
 * as far as its chain and checkpoints can tell. Reads until the first line that does not fit, in constant
 * memory, and never throws for what a line holds; what `lines` throws is passed on.
 *
 * @param lines without their line breaks; a carriage return at the end and an empty last line are let pass
 */
export async function verifyLog(
  lines: AsyncIterable<string> | Iterable<string>,
  options: VerifyOptions = {},
): Promise<VerifiedLog | LogFailure> {
  const reading = new LogReading(options);
  if (Symbol.asyncIterator in lines) {
    for await (const line of lines) {
      const failure = reading.take(line);
      if (failure !== undefined) return failure;
    }
  } else {
    for (const line of lines) {
      const failure = reading.take(line);
      if (failure !== undefined) return failure;
    }
  }
  return reading.end();
}
