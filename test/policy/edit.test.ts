import { describe, expect, test } from 'vitest';
import type { Call } from '../../src/engine.ts';
import { addException } from '../../src/policy/edit/add-exception.ts';
import { argumentAt, parseArgumentPath } from '../../src/policy/edit/argument-path.ts';
import type { Pin } from '../../src/policy/edit/exception-entry.ts';
import { proposeException } from '../../src/policy/edit/propose-exception.ts';
import { compiled } from '../support/compiled.ts';

const AT = Date.UTC(2026, 0, 1);
const CALL: Call = {
  tool: 'refund',
  param: {
    order: 'A-1001',
    amount: 1290,
    note: 'it\'s "50%" #1: ok\n',
    rush: true,
    coupon: null,
    share: -0.5,
    customer: { id: 7, 'a b': { in: 'x' } },
    items: [{ sku: 'k' }, { sku: 'l' }],
  },
};

const pin = (text: string): Pin => {
  const path = parseArgumentPath(text);
  const value = path && argumentAt((CALL.param ?? {}) as never, path);
  if (path === undefined || value === undefined) throw new Error(`no argument ${text}`);
  return { path, value };
};

const proposed = (text: string, pins: readonly string[] = [], call: Call = CALL) =>
  proposeException(compiled(text), call, AT, pins.map(pin));

/** The edited text of one that can be edited. */
function edited(text: string, pins: readonly string[] = [], call: Call = CALL): string {
  const result = proposed(text, pins, call);
  if (!result.ok) throw new Error(result.message);
  return result.after;
}

const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('A09: where an exception is written', () => {
  const cases: readonly (readonly [what: string, before: string, after: string])[] = [
    [
      'after a list of tools',
      lines('approval:', '  tools:', '    - refund', '  timeout: 1h'),
      lines('approval:', '  tools:', '    - refund', '  except:', '    - refund', '  timeout: 1h'),
    ],
    [
      'after a list that is not indented',
      lines('approval:', '    tools:', '    - other', '    - refund', '    timeout: 1h'),
      lines(
        'approval:',
        '    tools:',
        '    - other',
        '    - refund',
        '    except:',
        '    - refund',
        '    timeout: 1h',
      ),
    ],
    [
      'after tools in brackets, and the comment behind them',
      lines('approval:', '  tools: [refund] # all', '', '  # soon', '  timeout: 1h'),
      lines(
        'approval:',
        '  tools: [refund] # all',
        '  except:',
        '    - refund',
        '',
        '  # soon',
        '  timeout: 1h',
      ),
    ],
    [
      'after comments that belong to the list',
      lines(
        'approval:',
        '  tools:',
        '    - refund',
        '    # - later',
        '  # of an hour',
        '  timeout: 1h',
      ),
      lines(
        'approval:',
        '  tools:',
        '    - refund',
        '    # - later',
        '  except:',
        '    - refund',
        '  # of an hour',
        '  timeout: 1h',
      ),
    ],
    [
      'in the block of a list that holds the call',
      lines(
        'approval:',
        '- tools: [other]',
        '- timeout: 1h',
        '  tools: [refund]',
        '- tools: [third]',
      ),
      lines(
        'approval:',
        '- tools: [other]',
        '- timeout: 1h',
        '  tools: [refund]',
        '  except:',
        '    - refund',
        '- tools: [third]',
      ),
    ],
    [
      'after a key that stands behind the mark of its block',
      lines('approval:', '  -   tools: [refund]', '      timeout: 1h'),
      lines(
        'approval:',
        '  -   tools: [refund]',
        '      except:',
        '        - refund',
        '      timeout: 1h',
      ),
    ],
    [
      'after `when` where no tools are named',
      lines('approval:', '  when: >-', '    param.amount', '    > 5', '  timeout: 1h'),
      lines(
        'approval:',
        '  when: >-',
        '    param.amount',
        '    > 5',
        '  except:',
        '    - refund',
        '  timeout: 1h',
      ),
    ],
    [
      'at the end of the exceptions',
      lines(
        'approval:',
        '  except:',
        '      - "a"  # one',
        '',
        '  tools: [refund]',
        'block:',
        '  tools: [x]',
      ),
      lines(
        'approval:',
        '  except:',
        '      - "a"  # one',
        '      - refund',
        '',
        '  tools: [refund]',
        'block:',
        '  tools: [x]',
      ),
    ],
    [
      'at the end of exceptions in brackets',
      lines('approval:', '  tools: [refund]', "  except: ['a', b: param.x == 1] # few"),
      lines('approval:', '  tools: [refund]', "  except: ['a', b: param.x == 1, refund] # few"),
    ],
    [
      'before the comma that ends a list',
      lines('approval:', '  tools: [refund]', '  except: [', '    a, # one', '    b,', '  ]'),
      lines(
        'approval:',
        '  tools: [refund]',
        '  except: [',
        '    a, # one',
        '    b, refund,',
        '  ]',
      ),
    ],
    [
      'in a block in braces',
      lines('approval: { tools: [refund], timeout: 1h }'),
      lines('approval: { tools: [refund], except: [refund], timeout: 1h }'),
    ],
    [
      'in a file of another system',
      'approval:\r\n  tools:\r\n    - refund\r\n\r\n  timeout: 1h\r\n',
      'approval:\r\n  tools:\r\n    - refund\r\n  except:\r\n    - refund\r\n\r\n  timeout: 1h\r\n',
    ],
    [
      'at the end of a file without a line break',
      'approval:\n  tools:\n    - refund',
      'approval:\n  tools:\n    - refund\n  except:\n    - refund',
    ],
    [
      'at the end of a text that ends with its line only',
      'approval:\r\n  timeout: 1h\r\n  tools: [refund]',
      'approval:\r\n  timeout: 1h\r\n  tools: [refund]\r\n  except:\r\n    - refund',
    ],
    [
      'between document marks',
      lines('%YAML 1.2', '---', 'approval:', '  tools: [refund]', '...'),
      lines(
        '%YAML 1.2',
        '---',
        'approval:',
        '  tools: [refund]',
        '  except:',
        '    - refund',
        '...',
      ),
    ],
    [
      'after a text that keeps its lines',
      lines(
        'approval:',
        '  tools:',
        '    - refund: |',
        '        param.amount > 1',
        '',
        '  timeout: 1h',
      ),
      lines(
        'approval:',
        '  tools:',
        '    - refund: |',
        '        param.amount > 1',
        '  except:',
        '    - refund',
        '',
        '  timeout: 1h',
      ),
    ],
  ];

  test.each(cases)('A09: %s', (_what, before, after) => {
    expect(edited(before)).toBe(after);
  });

  test('A09: an agent definition file keeps what is none of our business', () => {
    const before = lines(
      'name: a-1',
      'model: &m !gpt five',
      'approval:',
      '  tools: [refund]',
      'tools: [*m]',
    );
    const policy = compiled([{ name: 'agent.yaml', text: before }], { agentFile: true });
    const result = proposeException(policy, { ...CALL, agent: { id: 'a-1' } }, AT, []);
    expect(result).toMatchObject({
      ok: true,
      after: before.replace('[refund]\n', '[refund]\n  except:\n    - refund\n'),
    });
  });
});

describe('A09: what an exception says', () => {
  const entry = (pins: readonly string[], call: Call = CALL) =>
    edited('approval:\n  tools: ["*"]\n', pins, call).split('    - ')[1]?.trimEnd();

  test.each([
    [['order', 'amount'], 'refund: param.order == "A-1001" && param.amount == 1290'],
    [['customer.id'], 'refund: param.customer.id == 7'],
    [['customer["a b"].in'], 'refund: param.customer["a b"]["in"] == "x"'],
    [['items[1].sku'], 'refund: param.items[1].sku == "l"'],
    [
      ['rush', 'coupon', 'share'],
      'refund: param.rush == true && param.coupon == null && param.share == -0.5',
    ],
    [['note'], `refund: 'param.note == "it''s \\"50%\\" #1: ok\\u000a"'`],
    [['items'], `refund: 'param.items == [{"sku": "k"}, {"sku": "l"}]'`],
  ])('A09: %j is pinned', (pins, expected) => {
    expect(entry(pins)).toBe(expected);
  });

  test.each([
    ['a b', '"a?b": tool.name == "a b"'],
    ['db.drop_*', '"db.drop_*": tool.name == "db.drop_*"'],
    ['what?', '"what?": tool.name == "what?"'],
    ['yes', '"yes"'],
    ['1.5', '"1.5"'],
    ['server:tool', '"server:tool"'],
    ['pay\u202eload', '"pay\\u202eload"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['mcp__shop__re-fund/v2', 'mcp__shop__re-fund/v2'],
    ['x'.repeat(513), `"*": tool.name == "${'x'.repeat(513)}"`],
  ])('A09: a tool is named literally, row %#', (tool, expected) => {
    expect(entry([], { tool })).toBe(expected);
    expect(entry(['order'], { ...CALL, tool })).toBe(
      `${expected}${expected.includes('tool.name') ? ' &&' : ':'} param.order == "A-1001"`,
    );
  });

  test('A09: commas in brackets are quoted', () => {
    expect(edited('approval: {tools: ["*"]}\n', ['items'])).toBe(
      `approval: {tools: ["*"], except: [refund: 'param.items == [{"sku": "k"}, {"sku": "l"}]']}\n`,
    );
  });
});

describe('A09: an edit is refused', () => {
  const refused: readonly (readonly [what: string, text: string, code: string, message: RegExp])[] =
    [
      [
        'for an alias',
        'approval:\n  tools: &t [refund]\n  notify: *t\n',
        'edit/by-hand',
        /aliases.*by hand, at line 2/,
      ],
      [
        'for an anchored block',
        'approval:\n  - &b\n    tools: [refund]\n',
        'edit/by-hand',
        /aliases/,
      ],
      [
        'where two blocks hold the call',
        'approval:\n  - tools: [refund]\n  - tools: ["ref*"]\n',
        'edit/still-decided',
        /held by another rule as well, line 3 for `ref\*`/,
      ],
      [
        'where nothing holds it',
        'approval:\n  tools: [other]\n',
        'edit/not-held',
        /lets such calls pass/,
      ],
      ['where it is blocked', 'block:\n  tools: [refund]\n', 'edit/not-held', /blocks such calls/],
      [
        'where a default holds it',
        'default: require_approval\nblock:\n  tools: [x]\n',
        'edit/not-held',
        /the default of `a` holds/,
      ],
      [
        'where a default would hold it',
        'default: require_approval\napproval:\n  tools: [refund]\n',
        'edit/still-decided',
        /the default of `a`/,
      ],
      [
        'for keys in an unusual layout',
        'approval:\n  ? tools\n  : [refund]\n',
        'edit/by-hand',
        /unusual/,
      ],
      [
        'for a block of one pair in brackets',
        'approval: [tools: [refund]]\n',
        'edit/unproven',
        /by hand/,
      ],
    ];
  test.each(refused)('A09: %s', (_what, text, code, message) => {
    const result = proposed(text);
    expect(result).toMatchObject({ ok: false, code });
    expect(!result.ok && result.message).toMatch(message);
  });

  test('A09: what no condition can say is not pinned', () => {
    const pins = (value: number | string): Pin[] => [{ path: ['order'], value }];
    for (const value of [2 ** 53, Number.NaN, '\ud800']) {
      const result = addException(
        'approval:\n  tools: [refund]\n',
        { policy: 'a', kind: 'approval', pattern: 'refund', file: 'a.yaml', line: 2, column: 11 },
        { tool: 'refund', pins: pins(value) },
      );
      expect(result).toMatchObject({ ok: false, code: 'edit/not-expressible' });
    }
  });

  test('A09: a text too long for a condition is not pinned', () => {
    const param = { order: 'x'.repeat(5000) };
    const result = proposeException(
      compiled('approval:\n  tools: [refund]\n'),
      { tool: 'refund', param },
      AT,
      [{ path: ['order'], value: param.order }],
    );
    expect(result).toMatchObject({ ok: false, code: 'edit/unproven' });
  });
});

describe('A09: the rule is found', () => {
  const text = lines(
    '# moved down',
    '# by two lines',
    'approval:',
    '  - tools: [refund: param.amount > 5]',
    '  - tools: [refund: param.amount > 9]',
  );
  const rule = { policy: 'a', kind: 'approval', pattern: 'refund', file: 'a.yaml' } as const;
  const add = (place: object, source = text) =>
    addException(source, { ...rule, ...place }, { tool: 'refund', pins: [] });

  test('A09: by its condition where its line has moved', () => {
    const result = add({ condition: 'param.amount > 9', line: 3, column: 12 });
    expect(result).toMatchObject({ ok: true, text: `${text}    except:\n      - refund\n` });
  });

  test('A09: by its place among several that are alike', () => {
    const alike = text.replace('> 9', '> 5');
    const condition = 'param.amount > 5';
    expect(add({ condition, line: 5, column: 13 }, alike)).toMatchObject({
      text: `${alike}    except:\n      - refund\n`,
    });
    expect(add({ condition, line: 9, column: 12 }, alike)).toMatchObject({ code: 'edit/by-hand' });
  });

  test('A09: not in another policy, nor by another condition', () => {
    const code = 'edit/rule-not-found';
    expect(add({ condition: 'param.amount > 7', line: 4, column: 12 })).toMatchObject({ code });
    expect(add({ policy: 'b', condition: 'param.amount > 9' })).toMatchObject({ code });
  });
});

test('A09: paths of arguments', () => {
  expect(parseArgumentPath('a.b[0]["c.d"].e-f')).toEqual(['a', 'b', 0, 'c.d', 'e-f']);
  expect(parseArgumentPath('["a"]')).toEqual(['a']);
  for (const text of ['', '.a', 'a.', 'a..b', 'a[b]', 'a[0', 'a[0]b', 'a[01]', 'a b', '["a]']) {
    expect(parseArgumentPath(text), text).toBeUndefined();
  }
  expect(argumentAt({ a: [1] }, ['a', 'length'])).toBeUndefined();
  expect(argumentAt({ a: {} }, ['a', 'constructor'])).toBeUndefined();
});
