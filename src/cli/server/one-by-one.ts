import { complain, EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { exitCodeOfServer, ServerError } from './server-error.ts';

/**
 * Does something with each of several. One that is refused is told, and does not keep the others from it.
 *
 * @throws what `act` throws, but for refusals
 */
export async function oneByOne(
  several: readonly string[],
  terminal: Terminal,
  act: (one: string) => Promise<void>,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  for (const one of several) {
    try {
      await act(one);
    } catch (error) {
      if (!(error instanceof ServerError) || exitCodeOfServer(error) !== EXIT.refused) throw error;
      complain(terminal, error.message);
      code = EXIT.refused;
    }
  }
  return code;
}
