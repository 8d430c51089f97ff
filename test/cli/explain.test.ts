import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { assent, type Outcome } from './command-line.ts';

const POLICY = `approval:
  tools:
    - orders.refund: param.amount > 1000 && param.currency == "EUR"
  except:
    - orders.refund: context.tier == "internal"
block:
  tools:
    - orders.*: param.amount > 50000
`;

function explain(args: readonly string[], input = ''): Promise<Outcome> {
  const directory = temporaryDirectory({ 'orders.yaml': POLICY });
  return assent(directory, ['explain', '--policy', 'orders.yaml', ...args], input);
}

const CALL = JSON.stringify({
  tool: 'orders.refund',
  param: { amount: 1290, currency: 'EUR' },
  context: { tier: 'gold' },
});

describe('assent explain', () => {
  test('P16: every rule that was considered, and the value of each part', async () => {
    const { code, out, err } = await explain(['--call', CALL]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^require_approval orders\.refund\n/);
    const considered = out.slice(out.indexOf('rules considered'));
    expect(considered).toContain('  applies: orders: approval of orders.refund when param.amount');
    expect(considered).toContain('    orders.yaml:3:7\n');
    expect(considered).toContain('      param.amount > 1000 = true\n');
    expect(considered).toContain('      param.amount = 1290\n');
    expect(considered).toContain('      param.currency == "EUR" = true\n');
    expect(considered).toContain('    except context.tier == "internal" = false\n');
    expect(considered).toContain('  does not apply: orders: block of orders.*');
    expect(considered).toContain('    condition param.amount > 50000 = false\n');
  });

  test('P16: what cannot be told, and what did not have to be asked', async () => {
    const { out } = await explain(['--call', '{"tool":"orders.refund","param":{"amount":1}}']);
    expect(out).toContain('  does not apply: orders: approval');
    expect(out).toContain('      param.currency == "EUR" (not evaluated)\n');
    const { out: missing } = await explain(['--call', '{"tool":"orders.refund"}']);
    expect(missing).toMatch(/^block orders\.refund\n/);
    expect(missing).toContain('  cannot be told: orders: block of orders.*');
  });

  test('P16: as JSON, one explanation a line', async () => {
    const { code, out } = await explain(['--json'], `${CALL}\n{"tool":"other"}\n`);
    expect(code).toBe(0);
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first.decision).toBe('require_approval');
    expect(first.rules.map(({ applies }: { applies: unknown }) => applies)).toEqual([true, false]);
    const [{ rule, parts }] = first.rules;
    expect(rule).toEqual(first.rule);
    expect(Object.keys(parts[0])).toEqual(['role', 'text', 'location', 'value', 'steps']);
    const step = { text: 'param.amount', value: '1290' };
    expect(parts[0].steps).toContainEqual(expect.objectContaining(step));
    expect(parts[0].location).toMatchObject({ line: 3, end_line: 3 });
    expect(second).toMatchObject({ decision: 'allow', rules: [] });
  });

  test('P16: no rule names the tool', async () => {
    const { out } = await explain(['--call', '{"tool":"other"}']);
    expect(out).toMatch(/^allow other\n/);
    expect(out).toContain('no rule names this tool\n');
  });
});
