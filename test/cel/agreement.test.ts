import { describe, expect, it } from 'vitest';
import { compare } from './agreement/comparison.ts';
import { explain } from './agreement/differences.ts';
import { agree, outcomeText } from './agreement/disagreement.ts';
import { agreementText } from './agreement/report-text.ts';
import { celJs } from './oracle/cel-js.ts';
import { readSection, writeSection } from './oracle/document-section.ts';

/** Pairs of condition and argument: a sample, or all of a full run (`npm run test:campaigns`). */
const PAIRS = Number(process.env['ASSENT_CASES'] ?? 20_000);
const FULL_RUN = 200_000;
const SEED = Number(process.env['ASSENT_SEED'] ?? 20_260_101);

describe('P17: agreement with @marcbachmann/cel-js and @bufbuild/cel', () => {
  it(`P17: no unexplained difference in ${PAIRS} pairs`, { timeout: 3_600_000 }, () => {
    const report = compare(PAIRS, SEED);
    const unexplained = report.unexplained.map(({ expression, argument, ours, rival, theirs }) => ({
      expression,
      argument: JSON.stringify(argument),
      assent: outcomeText(ours),
      [rival.name]: outcomeText(theirs),
    }));
    expect(unexplained.slice(0, 20)).toEqual([]);
    expect(report.pairs).toBeGreaterThanOrEqual(PAIRS);
    // neither errors nor differences may crowd out what is compared
    expect(report.sameValue).toBeGreaterThan(0.4 * report.pairs);
    expect(report.allErrors).toBeLessThan(0.5 * report.pairs);
    if (PAIRS < FULL_RUN) return;
    if (process.env['UPDATE'] === '1') writeSection('agreement', agreementText(report, SEED));
  });

  it('P17: docs/conformance.md holds the counts of a full run without unexplained difference', () => {
    const text = readSection('agreement');
    expect(Number(/([\d,]+) pairs/.exec(text)?.[1]?.replaceAll(',', ''))).toBeGreaterThanOrEqual(
      FULL_RUN,
    );
    expect(text).toContain('none unexplained');
  });

  it('P17: a wrong result is no known difference', () => {
    const wrong = {
      expression: 'param.amount + 1.0 > 1000.0',
      argument: { amount: 1000 },
      ours: { value: false },
      rival: celJs,
      theirs: { value: true },
    };
    expect(agree(wrong.ours, wrong.theirs)).toBe(false);
    expect(explain(wrong, [])).toBeUndefined();
  });

  it('P17: the same seed gives the same pairs', () => {
    const [first, second] = [compare(200, 7), compare(200, 7)];
    expect([...first.explained]).toEqual([...second.explained]);
    expect(first.sameValue).toBe(second.sameValue);
  });
});
