import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AUDIT_ACTIONS } from '../../src/audit/event.ts';
import { LOG_FAILURE_CODES } from '../../src/audit/log-failure.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { attributeOf, readFences } from '../docs/markdown.ts';
import { ROOT } from '../project/sources.ts';
import { KEY } from './sample-log.ts';

const TEXT = readFileSync(join(ROOT, 'docs', 'audit-log.md'), 'utf8');

describe('docs/audit-log.md', () => {
  test('U05: its log verifies', async () => {
    const sample = readFences(TEXT).find((fence) => attributeOf(fence, 'file') === 'audit.jsonl');
    const lines = sample?.text.split('\n') ?? [];
    expect(await verifyLog(lines, { publicKey: KEY.publicKey })).toMatchObject({
      ok: true,
      entries: 2,
      vouched: 2,
    });
  });

  test('U03: explains every code, in the order of their list, and no other', () => {
    const rows = [...TEXT.matchAll(/^\| `(log\/[a-z-]+)` \|/gm)].map(([, code]) => code);
    expect(rows).toEqual([...LOG_FAILURE_CODES]);
  });

  test('U01: explains every action, in the order of their list, and no other', () => {
    const rows = [...TEXT.matchAll(/^\| `([a-z]+\.[a-z_]+)` \|/gm)].map(([, action]) => action);
    expect(rows).toEqual([...AUDIT_ACTIONS]);
  });

  test('U03: the action in its log is one of the list', () => {
    expect(AUDIT_ACTIONS.filter((action) => TEXT.includes(`"action":"${action}"`))).toEqual([
      'log.created',
      'approval.approved',
    ]);
  });
});
