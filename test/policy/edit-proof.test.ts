import { expect, test } from 'vitest';
import { type EditedPolicy, objectionTo } from '../../src/policy/edit/prove-exception.ts';
import { compiled } from '../support/compiled.ts';

const BEFORE = 'approval:\n  - tools: [refund, void]\n  - tools: [other]\n';
const except = (list: string, text = BEFORE) =>
  text.replace('void]\n', `void]\n    except: ${list}\n`);

const edit = (after: string, changes: Partial<EditedPolicy> = {}): EditedPolicy => ({
  before: compiled(BEFORE),
  after: compiled(after),
  file: 'a.yaml',
  entry: { ok: true, pattern: 'refund', condition: undefined },
  pins: [],
  call: {
    tool: 'refund',
    param: { order: 'A-1', amount: 0, rush: false, note: null, tags: ['x'] },
  },
  at: Date.UTC(2026, 0, 1),
  ...changes,
});

test('A09: nothing speaks against one exception more', () => {
  expect(objectionTo(edit(except('[refund]')))).toBeUndefined();
});

test.each([
  ['no exception', BEFORE],
  ['two exceptions', except('[refund, void]')],
  ['another exception', except('["*"]')],
  ['an exception with a condition', except('[refund: "true"]')],
  ['an exception and other terms', except('[refund]', `${BEFORE}    timeout: 1h\n`)],
  ['an exception and another default', except('[refund]', `default: block\n${BEFORE}`)],
  ['an exception and a block less', 'approval:\n  - tools: [refund, void]\n    except: [refund]\n'],
  ['an exception and another mode', except('[refund]', `mode: monitor\n${BEFORE}`)],
  ['an exception and another tool', except('[refund]').replace('other', 'others')],
  ['an exception in a document of another name', except('[refund]', `name: b\n${BEFORE}`)],
])('A09: %s is no proof', (_what, after) => {
  expect(objectionTo(edit(after))).toMatchObject({ code: 'edit/unproven' });
});

test('A09: an edit of a second file is no proof', () => {
  const files = (text: string, other: string) =>
    compiled([
      { name: 'a.yaml', text },
      { name: 'b.yaml', text: `block:\n  tools: [${other}]\n` },
    ]);
  const [before, after] = [files(BEFORE, 'x'), files(except('[refund]'), 'z')];
  expect(objectionTo(edit(BEFORE, { before, after }))).toMatchObject({ code: 'edit/unproven' });
});

test.each(['order', 'amount', 'rush', 'note', 'tags'])(
  'A09: an exception that forgets the pinned `%s` is no proof',
  (name) => {
    const given = edit(except('[refund]'));
    const value = (given.call.param?.[name] ?? null) as string | null;
    const pins = [{ path: [name], value }];
    expect(objectionTo({ ...given, pins })).toMatchObject({
      code: 'edit/unproven',
      message: expect.stringContaining('other calls'),
    });
  },
);

test('A09: an exception for more tools than the one is no proof', () => {
  const entry = { ok: true, pattern: 'refund*', condition: undefined } as const;
  const before = compiled(BEFORE.replace('void', 'refund_'));
  const after = except('["refund*"]').replace('void', 'refund_');
  expect(objectionTo(edit(after, { before, entry }))).toMatchObject({ code: 'edit/unproven' });
});
