import type { JsonRecord } from '../../json/json-value.ts';
import { failureText } from './failure-text.ts';
import type { Passage, RunReport } from './passage.ts';

/**
 * Runs a call that may run, once, and says what came of it. That this cannot be said changes nothing for
 * whoever called: the call has run.
 *
 * @param onError is told when what came of the call cannot be written
 * @throws what `run` throws
 */
export async function runPassage<Result>(
  passage: Passage,
  run: (param: JsonRecord) => Result | Promise<Result>,
  onError: (error: unknown) => void,
): Promise<Result> {
  const tell = async (report: RunReport): Promise<void> => {
    try {
      await passage.report(report);
    } catch (cause) {
      onError(cause);
    }
  };
  let result: Result;
  try {
    result = await run(passage.param);
  } catch (error) {
    await tell({ outcome: 'failed', error: failureText(error) });
    throw error;
  }
  await tell({ outcome: 'succeeded' });
  return result;
}
