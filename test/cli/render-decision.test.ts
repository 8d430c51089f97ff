import { describe, expect, test } from 'vitest';
import { summarize } from '../../src/cli/check.ts';
import { describeDuration } from '../../src/cli/describe-terms.ts';
import { paletteFor } from '../../src/cli/palette.ts';
import { renderDecision, tellingSteps } from '../../src/cli/render-decision.ts';
import { compiled } from '../support/compiled.ts';

const PLAIN = paletteFor(false);

/** The decision of one policy text as it is printed, with the version cut short. */
function render(text: string, call: { tool: string; param?: Record<string, unknown> }): string {
  const { rules, ...decision } = compiled([{ name: 'p.yaml', text }]).explain(call);
  return renderDecision(call, decision, rules, PLAIN).replace(/sha256:.*/, 'sha256:');
}

describe('a decision for people', () => {
  test('P03: allowed because nothing applies', () => {
    expect(render('block: { tools: [drop] }', { tool: 'read' })).toBe(
      'allow read\n  rule      none applies; the default allows\n  policy    sha256:\n',
    );
  });

  test('P10: a default that decides, with the terms of one', () => {
    expect(render('default: require_approval', { tool: 'read' })).toContain(
      [
        '  rule      the default of p',
        '  at        p.yaml:1:1',
        '  approval  by one person',
        '            within 30m, else the call fails (`on_rejection: fail`)',
      ].join('\n'),
    );
  });

  test('P14: errors with their place and code', () => {
    const shown = render('block: { tools: [pay: param.amount > 5] }', { tool: 'pay' });
    expect(shown).toMatch(/^block pay\n/);
    expect(shown).toMatch(/\n {2}errors {4}p\.yaml:1:\d+: condition\/no-such-field: /);
  });

  test('P01: all terms of an approval', () => {
    const text = `approval:
  tools: [pay]
  timeout: 1d
  approvers: ["group:finance", "user:alice@example.com"]
  quorum: 2
  allow_self_approval: true
  escalate: { after: 90m, to: ["group:leads"] }
  notify: [slack]
`;
    const shown = render(text, { tool: 'pay' }).split('\n');
    const lines = shown.slice(shown.findIndex((line) => line.includes('approval  '))).slice(0, 5);
    expect(lines.map((line) => line.slice(12))).toEqual([
      'by 2 different people of group:finance, user:alice@example.com',
      'within 1d, else the call fails (`on_rejection: fail`)',
      'after 1h 30m also group:leads',
      'the requester may approve',
      'tells slack',
    ]);
  });

  test('P08: a monitored policy that would not change anything takes one line', () => {
    const text = 'mode: monitor\nblock: { tools: [drop] }';
    expect(render(text, { tool: 'read' })).toContain(
      '\n  would be allow if monitored policies were enforced, by the same rule\n',
    );
  });
});

describe('parts of what is printed', () => {
  test.each([
    [1_000, '1s'],
    [90_000, '1m 30s'],
    [3_600_000, '1h'],
    [30 * 86_400_000, '30d'],
    [500, '0s'],
  ])('%d ms are %s', (milliseconds, shown) => {
    expect(describeDuration(milliseconds)).toBe(shown);
  });

  test('P16: of the sub-expressions those that tell something, each once', () => {
    const location = { file: 'p.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
    const steps = [
      { text: 'a > 1 && a > 2', value: 'true', location },
      { text: 'a > 1', value: 'true', location },
      { text: 'a', value: '5', location },
      { text: '1', value: '1', location },
      { text: 'a', value: '5', location },
      { text: 'b + c', location },
      { text: 'b', location },
    ];
    const part = { role: 'when', text: 'a > 1 && a > 2', value: 'true', location, steps } as const;
    expect(tellingSteps(part).map(({ text }) => text)).toEqual(['a > 1', 'a', 'b + c']);
  });

  test('P12: what a check found, in one line', () => {
    const location = { file: 'p.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
    const one = (severity: 'error' | 'warning') => {
      return { code: 'yaml/syntax', severity, location, message: '' } as const;
    };
    expect(summarize(1, [])).toBe('1 file: no mistakes');
    expect(summarize(2, [one('error'), one('warning'), one('warning')])).toBe(
      '2 files: 1 error, 2 warnings',
    );
  });
});
