import type { ExitCode } from './terminal.ts';

/** A verb has ended, and everything is said. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super('the verb has ended');
    this.exitCode = exitCode;
  }
}
