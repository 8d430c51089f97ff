import { expect } from 'vitest';
import type { LogFailureCode } from '../../src/audit/log-failure.ts';
import type { VerifyOptions } from '../../src/audit/verification.ts';
import { verifyLog } from '../../src/audit/verify.ts';

/** A log that someone tampered with, and what is to be found. */
export interface Tampered {
  readonly name: string;
  readonly lines: readonly string[];
  readonly wanted: string;
}

export const isEntry = (line: string | undefined): boolean =>
  line?.startsWith('{"event":') === true;

/** The entry that a line is, or is about. */
export function seqOf(line: string | undefined): number {
  const { seq, checkpoint } = JSON.parse(line ?? 'null');
  return seq ?? checkpoint.seq;
}

/** What is found, in short. */
export const at = (code: LogFailureCode, line: number | undefined, seq: number): string =>
  `${code} at line ${line}, entry ${seq}`;

export const fine = (entries: number, checkpoints: number): string =>
  `fine: ${entries} entries, ${checkpoints} checkpoints`;

/** What `verifyLog` finds, in short. */
export async function found(
  lines: Iterable<string> | AsyncIterable<string>,
  options: VerifyOptions = {},
): Promise<string> {
  const result = await verifyLog(lines, options);
  return result.ok
    ? fine(result.entries, result.checkpoints)
    : at(result.code, result.line, result.seq);
}

/** Tries every case, and shows the first of those in which something else was found. */
export async function expectFound(
  cases: Iterable<Tampered>,
  options: VerifyOptions = {},
): Promise<void> {
  const surprises: string[] = [];
  let tried = 0;
  for (const { name, lines, wanted } of cases) {
    tried += 1;
    const got = await found(lines, options);
    if (got !== wanted) surprises.push(`${name}: ${got}; wanted: ${wanted}`);
  }
  expect(surprises.slice(0, 10)).toEqual([]);
  expect(tried).toBeGreaterThan(0);
}
