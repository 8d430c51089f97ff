import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { DEFAULT_TERMS } from '../../src/policy/document/policy-document.ts';
import { readPolicyDocument } from '../../src/policy/document/read-policy-document.ts';

const read = (text: string, agentFile = false, name = 'order-manager.yaml') =>
  readPolicyDocument(new SourceText(name, text), { agentFile });

const CASES = new URL('./diagnostics/', import.meta.url);
const caseText = (name: string): string => readFileSync(new URL(name, CASES), 'utf8');

const location = (line: number, column: number, length: number) => ({
  file: 'order-manager.yaml',
  line,
  column,
  endLine: line,
  endColumn: column + length,
});

describe('P01 P02: the approval block as its users know it', () => {
  test('is read as it stands', () => {
    const text = caseText('seed-order-manager.yaml');
    const { document, diagnostics } = read(text);
    const condition = 'param.amount > 1000';
    const start = text.indexOf(condition);
    expect(diagnostics).toEqual([]);
    expect(document).toEqual({
      file: 'order-manager.yaml',
      name: 'order-manager',
      mode: 'enforce',
      default: 'allow',
      agents: undefined,
      catalog: undefined,
      onPolicyChange: 'resolve',
      redact: [],
      blocks: [
        {
          kind: 'approval',
          entries: [
            {
              pattern: 'order_tools.cancel_order',
              condition: undefined,
              location: location(3, 7, 24),
            },
            {
              pattern: 'order_tools.process_refund',
              condition: {
                text: condition,
                span: { start, end: start + condition.length },
                runs: [[0, start]],
              },
              location: location(4, 7, 26),
            },
          ],
          except: [],
          when: undefined,
          message: expect.objectContaining({ text: 'This action requires manager approval.' }),
          terms: { ...DEFAULT_TERMS, timeoutMs: 3_600_000, onRejection: 'continue' },
        },
      ],
    });
  });

  test('needs no more than a list of tools', () => {
    const { document } = read('approval:\n  tools: [order_tools.process_refund]\n');
    expect(document?.blocks[0]?.terms).toEqual(DEFAULT_TERMS);
  });
});

describe('P12: a document with every key', () => {
  test('carries all of it', () => {
    const { document } = read(caseText('everything.yaml'));
    expect(document).toMatchObject({
      agents: { kind: 'globs', globs: ['order-*'] },
      catalog: { text: 'tools.json' },
      redact: ['param.card.*', '*.ssn'],
      blocks: [
        {
          kind: 'approval',
          except: [
            {
              pattern: 'order_tools.process_refund',
              condition: { text: 'context.customer_tier == "internal"' },
            },
          ],
          when: { text: 'resource.environment == "production"' },
          terms: {
            timeoutMs: 3_600_000,
            onRejection: 'continue',
            allowSelfApproval: false,
            approvers: ['group:finance', 'user:alice@example.com'],
            quorum: 2,
            escalations: [{ afterMs: 600_000, to: ['group:finance-leads'] }],
            notify: ['slack-finance'],
          },
        },
        { kind: 'block', message: { text: 'Never from an agent.' }, terms: undefined },
        { kind: 'allow', message: undefined, terms: undefined },
      ],
    });
  });

  test('can be a mere default', () => {
    expect(
      read('default: require_approval\nmode: monitor\non_policy_change: hold\n').document,
    ).toMatchObject({
      default: 'require_approval',
      mode: 'monitor',
      onPolicyChange: 'hold',
      blocks: [],
    });
  });

  test('keeps lists of blocks and kinds in source order', () => {
    const text =
      'allow: {tools: [a]}\nblock:\n- {tools: [b]}\n- {tools: [c]}\napproval: {tools: [d]}\n';
    const patterns = read(text).document?.blocks.map(({ entries }) => entries[0]?.pattern);
    expect(patterns).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each([
    ['45', 45_000],
    ['90s', 90_000],
    ['15m', 900_000],
    ['4h', 14_400_000],
    ['2d', 172_800_000],
    ['"1s"', 1_000],
    ['30d', 2_592_000_000],
  ])('understands a timeout of %s', (written, milliseconds) => {
    const { document, diagnostics } = read(`approval: {tools: [a], timeout: ${written}}`);
    expect(diagnostics).toEqual([]);
    expect(document?.blocks[0]?.terms?.timeoutMs).toBe(milliseconds);
  });

  test.each([
    '0',
    '0s',
    '31d',
    '721h',
    '1.5',
    '1e400',
    '-5',
    '15 m',
    '1h30m',
    'm',
    '""',
    'soon',
    '[5]',
    '99999999999999999999',
  ])('refuses a timeout of %s', (written) => {
    const { diagnostics } = read(`approval: {tools: [a], timeout: ${written}}`);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.location.column).toBeGreaterThan(20);
  });

  test('a block with `when` alone covers every tool, from where `when` stands', () => {
    const { document } = read('approval:\n  when: tool.risk_level == "high"\n');
    expect(document?.blocks[0]?.entries).toEqual([
      { pattern: '*', condition: undefined, location: location(2, 3, 4) },
    ]);
  });

  test('a name is the file’s stem where none is given, and the file’s name can be said apart', () => {
    const source = new SourceText('/srv/policies/pay.v2.YML', 'default: block');
    expect(readPolicyDocument(source).document).toMatchObject({
      name: 'pay.v2',
      file: '/srv/policies/pay.v2.YML',
    });
    const named = readPolicyDocument(source, { name: 'pay.yaml' });
    expect(named.document).toMatchObject({ name: 'pay', file: 'pay.yaml' });
  });
});

describe('P12: all mistakes of a file in one run', () => {
  const names = readdirSync(CASES).filter((name) => name.endsWith('.yaml'));

  test('every code that reading a file can give is given by a case', () => {
    const told = new Set(
      names.flatMap((name) =>
        read(caseText(name), name.startsWith('agent-')).diagnostics.map(({ code }) => code),
      ),
    );
    // the limits are crossed in document.test.ts
    expect([...told].sort()).toEqual([
      'file/no-policy',
      'policy/escalation-after-timeout',
      'policy/invalid-value',
      'policy/missing-key',
      'policy/out-of-range',
      'policy/quote-condition',
      'policy/unknown-key',
      'policy/wrong-type',
      'yaml/alias-limit',
      'yaml/duplicate-key',
      'yaml/multiple-documents',
      'yaml/syntax',
      'yaml/tag',
    ]);
  });

  test.each(names)(
    '%s: in source order, each with a help, none in the words of a library',
    (name) => {
      const { diagnostics } = read(caseText(name), name.startsWith('agent-'));
      const starts = diagnostics.map(({ location: { line, column } }) => line * 1_000 + column);
      expect(starts).toEqual([...starts].sort((one, other) => one - other));
      for (const { message, help } of diagnostics) {
        expect(help).toBeTruthy();
        for (const text of [message, help ?? '']) {
          expect(text).not.toMatch(/[\n\r]|\bundefined\b|must NOT|must be|schema|\.$|^[A-Z]/);
        }
      }
    },
  );

  test('a wrong condition or term leaves the rest of the document to look into', () => {
    const { document, diagnostics } = read(
      'approval:\n  tools:\n    - a: !param.x\n    - b: param.y\n    - 5\n  timeout: soon\n',
    );
    expect(diagnostics).toHaveLength(3);
    expect(document?.blocks[0]?.entries.map(({ pattern }) => pattern)).toEqual(['b']);
  });

  test('a file that YAML cannot read has no document, and what stands before the break is told', () => {
    const { document, diagnostics } = read('nmae: a\napproval:\n  tools: [a\n  quorm: 2\n');
    expect(document).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy/unknown-key', 'yaml/syntax']);
  });

  test('whatever is cut out of or put into a policy, reading it ends and points into the file', () => {
    const text = caseText('everything.yaml');
    const slip = fc.record({
      at: fc.nat(text.length),
      cut: fc.nat(20),
      put: fc.constantFrom(
        '',
        ' ',
        '\n',
        '  ',
        ': ',
        '- ',
        '"',
        "'",
        '[',
        '}',
        '*',
        '&a ',
        '!x ',
        '#',
        ' #',
        '|',
        '>',
        '~',
        '1e999',
        '\t',
        '\0',
      ),
    });
    fc.assert(
      fc.property(
        fc.array(slip, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (slips, agentFile) => {
          const changed = slips.reduce(
            (sofar, { at, cut, put }) => sofar.slice(0, at) + put + sofar.slice(at + cut),
            text,
          );
          const { document, diagnostics } = read(changed, agentFile);
          const lines = changed.split('\n').length;
          for (const { location: place, message } of diagnostics) {
            expect(place.line).toBeLessThanOrEqual(lines);
            expect(message).not.toContain('undefined');
          }
          if (document === undefined) expect(diagnostics).not.toEqual([]);
        },
      ),
      { seed: 5, numRuns: 600 },
    );
  });
});

const PAY = 'approval:\n  tools: [pay]\n';

describe('P07: an agent definition file', () => {
  test('gives its agent and its approval block, whatever else it holds', () => {
    const { document, diagnostics } = read(caseText('agent-order-manager.yaml'), true);
    expect(diagnostics).toEqual([]);
    expect(document).toMatchObject({
      name: 'Order Manager',
      agents: { kind: 'literal', id: 'Order Manager' },
      mode: 'enforce',
      default: 'allow',
      redact: [],
    });
    expect(document?.blocks).toHaveLength(1);
    expect(document?.blocks[0]).toMatchObject({
      kind: 'approval',
      entries: [{ pattern: 'order_tools.cancel_order' }, { pattern: 'order_tools.process_refund' }],
      terms: { timeoutMs: 3_600_000, onRejection: 'continue' },
    });
  });

  test('is not a policy without saying so', () => {
    const codes = read(caseText('agent-order-manager.yaml')).diagnostics.map(({ code }) => code);
    expect(codes).toContain('policy/unknown-key');
  });

  test.each([
    [
      'after a text block',
      'name: a\napproval:\n  tools: [x]\nabout: |\n  text\napproval:\n  tools: [y]\n',
    ],
    [
      'after a folded one',
      'name: a\napproval:\n  tools: [x]\nabout: >-\n  text\napproval:\n  tools: [y]\n',
    ],
    [
      'after a kept one',
      'name: a\napproval:\n  tools: [x]\nabout: |+\n  text\n\napproval:\n  tools: [y]\n',
    ],
    [
      'after a list',
      'name: a\napproval:\n  tools: [x]\nfoo:\n  - a\n  - b\napproval:\n  tools: [y]\n',
    ],
    ['after a map', 'name: a\napproval:\n  tools: [x]\nfoo:\n  a: b\n"approval":\n  tools: [y]\n'],
    ['between braces', '{name: a, approval: {tools: [x]}, foo: [],approval: {tools: [y]}}\n'],
    ['of the name', 'name: zz\nabout: |\n  text\nname: a\napproval: {tools: [x]}\n'],
    ['in what an alias stands for', 'name: a\nfoo: &a {tools: [x], tools: [y]}\napproval: *a\n'],
    ['two aliases away', 'name: a\nf: &a {tools: [x], tools: [y]}\ng: &b [*a]\napproval: *b\n'],
  ])('P07: a second key is an error, %s', (_where, text) => {
    const codes = read(text, true).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(['yaml/duplicate-key']);
  });

  test.each([
    ['---', 'yaml/multiple-documents', 'about: |\n  text\n---\napproval: {tools: [y]}\n'],
    ['...', 'yaml/multiple-documents', 'foo:\n  - a\n...\nfoo: b\n'],
    ['a tag', 'yaml/tag', 'about: |\n  text\n!x approval: {tools: [y]}\n'],
    ['a tag by an alias', 'yaml/tag', 'foo: [&p !x pay]\napproval: {tools: [*p]}\n'],
    ['a tag of a key', 'yaml/tag', 'foo: {!x &p pay: 1}\napproval: {tools: [*p]}\n'],
    ['an alias in itself', 'yaml/alias-limit', 'foo: &p [*p]\napproval: {tools: *p}\n'],
  ])('P07: %s that concerns more than ignored keys is an error', (_what, code, rest) => {
    expect(read(`name: a\n${rest}`, true).diagnostics.map((one) => one.code)).toContain(code);
  });

  test.each([
    'foo: {a: 1, a: 2}',
    'foo: [{a: {b: 1, b: 2}}]',
    'foo: !x [!y z]',
    '!x foo: bar',
    'foo: &p [*p]',
    'foo:\n  approval: 1\n  approval: 2',
    'foo: &p {a: 1, a: 2}\nbar: *p',
  ])('P07: ignored keys may hold %j', (more) => {
    for (const text of [`${more}\nname: a\n${PAY}`, `name: a\n${PAY}${more}\n`]) {
      expect(read(text, true).diagnostics).toEqual([]);
    }
  });

  test('names its agent literally, patterns included', () => {
    const { document } = read('name: "order-*"\napproval: {tools: [a]}\n', true);
    expect(document?.agents).toEqual({ kind: 'literal', id: 'order-*' });
  });

  test('must name its agent: rules for nobody in particular would be rules for all', () => {
    const { diagnostics } = read('approval: {tools: [a]}\n', true);
    expect(diagnostics).toMatchObject([{ code: 'policy/missing-key', severity: 'error' }]);
  });

  test.each(['Approval', 'APPROVAL', 'aproval', '"approval "', "' approval'", '"approval\\n"'])(
    'P07: is warned of %s, which is not `approval`, as it is written',
    (key) => {
      const { diagnostics } = read(`name: a\n${key}:\n  tools: [b]\n`, true);
      expect(diagnostics).toMatchObject([
        {
          code: 'policy/missing-key',
          severity: 'warning',
          location: { line: 2, column: 1, endColumn: key.length + 1 },
          help: `did you mean \`approval\` by \`${key}\`?`,
        },
      ]);
    },
  );

  test('may use an anchor of its other parts', () => {
    const { document, diagnostics } = read(
      'name: a\ngated: &gated [b]\napproval:\n  tools: *gated\n',
      true,
    );
    expect(diagnostics).toEqual([]);
    expect(document?.blocks[0]?.entries[0]?.pattern).toBe('b');
  });

  test('must still be YAML', () => {
    const { document, diagnostics } = read('name: a\napproval: {tools: [b]}\nmodel: [\n', true);
    expect(document).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'yaml/syntax' }]);
  });
});
