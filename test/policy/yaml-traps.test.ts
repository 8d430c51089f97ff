import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { readPolicyDocument } from '../../src/policy/document/read-policy-document.ts';
import { quoteForYaml } from '../../src/policy/document/yaml-traps.ts';

const read = (text: string) => readPolicyDocument(new SourceText('a.yaml', text));

/** The part of the file that a diagnostic underlines. */
function underlined(text: string, { location }: Diagnostic): string {
  const line = text.split('\n')[location.line - 1] ?? '';
  return line.slice(location.column - 1, location.endColumn - 1);
}

const CONDITIONS = [
  ['!has(param.vip)', 'reads as a tag'],
  ['!param.vip', 'reads as a tag'],
  ['! param.vip', 'reads as a tag'],
  ['!!param.vip', 'reads as a tag'],
  ['!(param.a > 1)', 'reads as a tag'],
  ['!param.a && param.b > 5', 'reads as a tag'],
  ['param.vip ? param.a > 1 : true', 'contains `: `'],
  ['param.note == "urgent: now"', 'contains `: `'],
  ["param.note.startsWith('re: ')", 'contains `: `'],
  ['param.note == "a #1"', 'contains ` #`'],
  ['param.note.contains("order #5")', 'contains ` #`'],
  ['param.a in ["x #", "y"]', 'contains ` #`'],
  ['"vip" in param.tags', 'begins with a quoted text'],
  ["'vip' in param.tags", 'begins with a quoted text'],
  ['"a" == param.x || "b" == param.y', 'begins with a quoted text'],
  ['[1, 2].exists(x, x == param.n)', 'begins with `[`'],
  ['["a"].all(x, x in param.tags)', 'begins with `[`'],
  ['[param.a]', 'begins with `[`'],
  ['{"a": 1}.a == param.n', 'begins with `{`'],
  ['{}', 'begins with `{`'],
  ['*param.x', 'begins with `*`'],
  ['&param.x', 'begins with `&`'],
  ['&& param.x', 'begins with `&`'],
  ['@param.x', 'begins with `@`'],
  ['%param.x', 'begins with `%`'],
  ['`param.x`', 'begins with a backtick'],
  ['> param.x', 'begins with `>`'],
  ['>5', 'begins with `>`'],
  ['|| param.x', 'begins with `|`'],
] as const;

describe('P12: a condition that YAML does not read as one', () => {
  const places = [
    ['an entry', (condition: string) => `- order_tools.refund: ${condition}`],
    ['an exception', (condition: string) => `- order_tools.refund: ${condition}`],
    ['when', (condition: string) => `when: ${condition}`],
  ] as const;
  const file = (place: string, line: string): string => {
    if (place === 'when') return `approval:\n  tools: [a]\n  ${line}\n  timeout: 60\n`;
    const list = place === 'an entry' ? 'tools' : 'except';
    return `approval:\n  when: param.x\n  ${list}:\n    - first: param.a\n    ${line}\n  timeout: 60\n`;
  };

  for (const [place, write] of places) {
    test.each(CONDITIONS)(`in ${place}: %s`, (condition, why) => {
      const text = file(place, write(condition));
      const { diagnostics } = read(text);
      expect(diagnostics.map(({ code }) => code)).toEqual(['policy/quote-condition']);
      const [only] = diagnostics;
      expect(only?.message).toContain(why);
      expect(only && underlined(text, only)).toBe(condition);
      const fixed = write(quoteForYaml(condition));
      expect(only?.help).toBe(`quote the condition: \`${fixed}\``);
      // the help is right
      const { document, diagnostics: none } = read(file(place, fixed));
      expect(none).toEqual([]);
      const block = document?.blocks[0];
      const entries = place === 'an entry' ? block?.entries : block?.except;
      expect(place === 'when' ? block?.when?.text : entries?.at(-1)?.condition?.text).toBe(
        condition,
      );
    });
  }

  test('in a list without deeper indentation, and beside a quoted pattern', () => {
    const text =
      'approval:\n  tools:\n  - "a b": param.x\n  - \'order_*\': !param.x # why\nblock:\n- tools:\n  - a: !b\n';
    const told = read(text).diagnostics;
    expect(told.map(({ code }) => code)).toEqual([
      'policy/invalid-value',
      'policy/quote-condition',
      'policy/quote-condition',
    ]);
    expect(told[1]?.help).toBe('quote the condition: `- order_*: "!param.x"`');
  });

  test('and every other mistake of the file is told beside it', () => {
    const text = 'approval:\n  tools:\n    - a: !b\n    - c: d ? e : f\n  timout: 5\nmode: dry\n';
    expect(read(text).diagnostics.map(({ location, code }) => `${location.line} ${code}`)).toEqual([
      '3 policy/quote-condition',
      '4 policy/quote-condition',
      '5 policy/unknown-key',
      '6 policy/invalid-value',
    ]);
  });
});

describe('P12: a pattern that YAML does not read as one', () => {
  test.each([
    ['*', '*', 'reads as an alias'],
    ['*.delete', '*.delete', 'reads as an alias'],
    ['*_tools.x: param.a', '*_tools.x', 'reads as an alias'],
    ['!danger', '!danger', 'reads as a tag'],
    ['@scope/tool', '@scope/tool', 'reserves'],
    ['@scope/tool: param.a', '@scope/tool', 'reserves'],
    ['%tool', '%tool', 'reserves'],
    ['123', '123', 'is read as a number'],
    ['1e3', '1e3', 'is read as a number'],
    ['0x10', '0x10', 'is read as a number'],
    ['yes', 'yes', 'is read as true or false'],
    ['Off', 'Off', 'is read as true or false'],
    ['true', 'true', 'is read as true or false'],
  ])('%s', (entry, pattern, why) => {
    const text = `block:\n  tools:\n    - ok\n    - ${entry}\n`;
    const { diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy/quote-condition']);
    const [only] = diagnostics;
    expect(only?.message).toContain(why);
    expect(only && underlined(text, only)).toBe(pattern);
    const fixed = entry.replace(pattern, `"${pattern}"`);
    expect(only?.help).toBe(`quote the pattern: \`- ${fixed}\``);
    expect(read(`block:\n  tools:\n    - ${fixed}\n`).diagnostics).toEqual([]);
  });
});

describe('P12: a message that YAML does not read as one', () => {
  test.each([
    ['{{ param.amount }} needs a manager', 'begins with `{`'],
    ['Refund: needs a manager', 'contains `: `'],
    ['Order #{{ param.id }} waits', 'contains ` #`'],
    ['"Refund" of {{ param.amount }}', 'begins with a quoted text'],
    ['*urgent*', 'begins with `*`'],
  ])('%s', (message, why) => {
    const text = `block:\n  tools: [a]\n  message: ${message}\n`;
    const { diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy/quote-condition']);
    expect(diagnostics[0]?.message).toContain(`the message ${why}`);
    expect(diagnostics[0]?.help).toBe(`quote the message: \`message: ${quoteForYaml(message)}\``);
  });
});

describe('P12: what is meant as it stands is left alone', () => {
  test.each([
    '- a: param.x > 1 # always',
    '- a: param.x == "y" # (see the "handbook',
    '- a: param.colour == "#fff"',
    '- a: param.url == "http://x/y#z"',
    '- a: param.t.matches("a:b")',
    '- a: "!param.x"',
    "- a: '[1, 2].exists(x, x == param.n)' # quoted",
    '- a: |\n        param.x ? param.y : param.z',
    '- a: >-\n        !param.x\n        && param.y',
    '- a: &cond param.x > 1\n    - b: *cond',
    '- { a: param.x > 1 }',
    '- "*"',
    "- '*.delete'",
    '- a*',
    '- yes_tool',
    '- a1',
    '- a: -param.x > 1',
    '- a: (param.x)',
    '- a:b # a name with a colon',
  ])('%s', (entry) => {
    const { diagnostics } = read(`block:\n  tools:\n    - first\n    ${entry}\n`);
    expect(diagnostics).toEqual([]);
  });

  test('also where YAML fails for another reason', () => {
    const text = [
      'approval:',
      '  tools: [a]',
      '  message: |',
      '    when: !this is text',
      '    tools:',
      '      - *',
      '  when: "!param.x"',
      'block:',
      '  tools: [b',
    ].join('\n');
    expect(read(text).diagnostics.map(({ code }) => code)).toEqual(['yaml/syntax']);
  });
});

test('P12: quoting gives back every text of one line', () => {
  const part = fc.constantFrom('a', ' ', "'", '"', '\\', ': ', ' #', '!', '{', '*', '%', '漢');
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      const condition = `x${parts.join('')}x`;
      const { document } = read(`block:\n  tools: [a]\n  when: ${quoteForYaml(condition)}\n`);
      expect(document?.blocks[0]?.when?.text).toBe(condition);
    }),
    { seed: 6, numRuns: 500 },
  );
});
