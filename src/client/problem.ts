import { ConflictError, type GateError } from '../approvals/gate-error.ts';
import { CONFLICT_CODES, type ConflictCode } from '../approvals/transition.ts';
import { own } from '../policy/call.ts';
import { ServerProblemError } from './server-problem-error.ts';

/**
 * A refusal of the server as an error, RFC 9457.
 *
 * @param body of the answer; anything may be in it
 * @param approvalId the request that it is about, where the answer names none
 * @param afterMs how long the server asks to be left alone
 */
export function problemError(
  status: number,
  body: unknown,
  approvalId: string | undefined,
  afterMs: number,
): GateError {
  const code = textOf(own(body, 'code')) ?? '';
  const detail = textOf(own(body, 'detail')) ?? `the server refused it with status ${status}`;
  const about = textOf(own(body, 'approval_id')) ?? approvalId;
  return isConflictCode(code)
    ? new ConflictError(code, detail, about ?? '')
    : new ServerProblemError(status, code, detail, about, afterMs);
}

/** A server that asks for more is asked again all the same. */
const LONGEST_MS = 60_000;

/** How long the server asks to be left alone, RFC 9110: seconds, or a date. In milliseconds; 0 for anything else. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return ms > 0 ? Math.min(ms, LONGEST_MS) : 0;
}

const isConflictCode = (code: string): code is ConflictCode =>
  (CONFLICT_CODES as readonly string[]).includes(code);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
