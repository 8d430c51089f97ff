import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GateOptions } from '../../src/approvals/gate/create-gate.ts';
import type { GatedCall } from '../../src/approvals/gate/gated-call.ts';
import * as errors from '../../src/approvals/gate-error.ts';
import { ServerProblemError } from '../../src/client/server-problem-error.ts';
import type { Call } from '../../src/policy/call.ts';
import { ROOT } from '../project/sources.ts';

const TEXT = readFileSync(join(ROOT, 'docs', 'approvals.md'), 'utf8');

/** The cells of each row that begins with a code. */
const ROWS = [...TEXT.matchAll(/^\| `((?:gate|approval)\/[a-z-]+)` \| (.+) \|$/gm)].map(
  ([, code = '', cells = '']) => ({ code, cells: cells.split(' | ') }),
);

/** All of them, or this file has a type error. */
const OPTIONS: Readonly<Record<keyof GateOptions, true>> = {
  policies: true,
  store: true,
  mode: true,
  failureMode: true,
  approvalTimeoutMs: true,
  leaseMs: true,
  agentFile: true,
  onError: true,
  clock: true,
};
const FIELDS: Readonly<Record<Exclude<keyof GatedCall, keyof Call>, true>> = {
  runId: true,
  idempotencyKey: true,
  approvalTimeoutMs: true,
  signal: true,
};

/** What the rows of a table begin with, by the heading of its first column. */
function rowsUnder(heading: string): readonly (string | undefined)[] {
  const table = new RegExp(`^\\| ${heading} \\| \\|\n\\|---\\|---\\|\n((?:\\|.*\n)*)`, 'm').exec(
    TEXT,
  );
  return [...(table?.[1] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
}

describe('docs/approvals.md', () => {
  test('I01: explains every option of a gate, and what a gated call has beside a call', () => {
    expect(rowsUnder('option')).toEqual(Object.keys(OPTIONS));
    expect(rowsUnder('field')).toEqual(Object.keys(FIELDS));
  });

  test('I01: explains every code of an error, in the order of their list, and no other', () => {
    expect(ROWS.map(({ code }) => code)).toEqual([...errors.GATE_ERROR_CODES]);
  });

  test('I01: names the class of each error of a call', () => {
    const classes = [
      new errors.BlockedError('no'),
      new errors.RejectedError('rejected', null, 'apr_1'),
      new errors.RejectedError('cancelled', null, 'apr_1'),
      new errors.ApprovalTimeoutError('expired', 'apr_1'),
      new errors.ApprovalTimeoutError('timeout', 'apr_1'),
      new errors.UnreachableError(new Error('gone')),
      new ServerProblemError(401, 'auth/invalid', 'no'),
    ].map(({ code, name }) => [code, `\`${name}\``]);
    const named = ROWS.filter(({ code }) => code.startsWith('gate/'));
    expect(named.map(({ code, cells }) => [code, cells[0]])).toEqual(classes);
  });
});
