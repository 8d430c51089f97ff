import { createReadStream } from 'node:fs';
import type { LogFailure } from '../../audit/log-failure.ts';
import { readLines } from '../../audit/read-lines.ts';
import type { VerifyOptions as Trusted, VerifiedLog } from '../../audit/verification.ts';
import { verifyLog } from '../../audit/verify.ts';
import { unreadable } from '../../policy/files/read-text.ts';
import { paletteFor } from '../palette.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine } from '../visible-text.ts';
import { readCheckpoints, readPublicKey } from './read-keepsake.ts';
import { failureToWire, renderFailure, renderVerified, verifiedToWire } from './render-verified.ts';
import { useLog } from './use-log.ts';

export interface VerifyOptions {
  readonly store?: string;
  readonly publicKey?: string;
  readonly checkpoint?: string;
  readonly json?: true;
}

/**
 * `assent audit verify`: whether an exported log, or that of a server or a store, is what was written. Its result is the
 * result of the program, down to the first entry that does not fit.
 *
 * @param file an export; without one, the log of a server or a store
 * @throws StoreError; ServerError; Error when something cannot be read
 */
export async function verify(
  file: string | undefined,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (file !== undefined && options.store !== undefined) {
    throw new Error('a file and `--store` cannot be verified at once: give one of them');
  }
  const { publicKey, checkpoint } = options;
  const trusted: Trusted = {
    publicKey: publicKey === undefined ? undefined : readPublicKey(publicKey),
    checkpoints: checkpoint === undefined ? undefined : readCheckpoints(checkpoint),
  };
  if (file !== undefined) return tell(file, await verifyFile(file, trusted), options, terminal);
  return useLog(options.store, terminal, async (log) =>
    tell(log.name, await log.verify(trusted), options, terminal),
  );
}

async function verifyFile(path: string, trusted: Trusted): Promise<Outcome> {
  const stream = createReadStream(path);
  try {
    return await verifyLog(readLines(stream), trusted);
  } catch (error) {
    throw stream.errored === null ? error : new Error(unreadable(error, path).message);
  }
}

type Outcome = VerifiedLog | LogFailure;

function tell(
  name: string,
  outcome: Outcome,
  { json }: VerifyOptions,
  terminal: Terminal,
): ExitCode {
  const palette = paletteFor(terminal.outColor);
  if (outcome.ok) {
    terminal.out(json ? jsonLine(verifiedToWire(outcome)) : renderVerified(name, outcome, palette));
    return EXIT.fine;
  }
  terminal.out(json ? jsonLine(failureToWire(outcome)) : renderFailure(name, outcome, palette));
  return EXIT.refused;
}
