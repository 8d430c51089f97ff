import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as errors from '../../src/approvals/gate-error.ts';
import { ROOT } from '../project/sources.ts';

const TEXT = readFileSync(join(ROOT, 'docs', 'approvals.md'), 'utf8');

/** The cells of each row that begins with a code. */
const ROWS = [...TEXT.matchAll(/^\| `((?:gate|approval)\/[a-z-]+)` \| (.+) \|$/gm)].map(
  ([, code = '', cells = '']) => ({ code, cells: cells.split(' | ') }),
);

describe('docs/approvals.md', () => {
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
    ].map(({ code, name }) => [code, `\`${name}\``]);
    const named = ROWS.filter(({ code }) => code.startsWith('gate/'));
    expect(named.map(({ code, cells }) => [code, cells[0]])).toEqual(classes);
  });
});
