import type { ProblemCode } from '../../contract/problem.ts';
import { EXIT, type ExitCode } from '../terminal.ts';

/** What a server says is wrong, or what is wrong with the way to it. */
export type ServerErrorCode = ProblemCode | 'unreachable' | 'not-understood';

/** A server did not do what was asked. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;
  /** How long to wait before asking again, in seconds, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(code: ServerErrorCode, message: string, retryAfter?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** What may be over soon: the server restarts, or has too much to do. */
const PASSING: ReadonlySet<ServerErrorCode> = new Set([
  'unreachable',
  'rate-limited',
  'overloaded',
  'shutting-down',
  'unavailable',
  'internal',
]);

/** Whether asking again later may help. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ServerError && PASSING.has(error.code);

/** What was understood, and is refused all the same. */
const REFUSALS: ReadonlySet<ServerErrorCode> = new Set([
  'auth/forbidden',
  'auth/other-agent',
  'not-found',
  'conflict',
  'policy/invalid',
  'policy/changed',
  'policy/superseded',
]);

/** How a verb ends that a server did not serve. */
export const exitCodeOfServer = ({ code }: ServerError): ExitCode =>
  REFUSALS.has(code) ? EXIT.refused : EXIT.usage;
