import type { Implementation } from '../oracle/implementation.ts';
import type { Gap } from './gaps.ts';
import type { OfficialSuite } from './official-cases.ts';
import type { Verdict } from './verdict.ts';

/** How many tests of a suite an implementation passes. */
export interface Score {
  readonly suite: OfficialSuite;
  readonly passed: ReadonlyMap<Implementation, number>;
}

/** Counts what each implementation passes, suite by suite. */
export function scoresOf(
  suites: readonly OfficialSuite[],
  verdicts: ReadonlyMap<Implementation, ReadonlyMap<string, Verdict>>,
): readonly Score[] {
  return suites.map((suite) => {
    const passed = new Map<Implementation, number>();
    for (const [implementation, byId] of verdicts) {
      const count = suite.cases.filter(({ id }) => byId.get(id)?.passed === true).length;
      passed.set(implementation, count);
    }
    return { suite, passed };
  });
}

/** Tests passed in all suites together. */
export const totalPassed = (scores: readonly Score[], implementation: Implementation): number =>
  scores.reduce((sum, { passed }) => sum + (passed.get(implementation) ?? 0), 0);

/** The scores as a Markdown table, one row per suite and a last one for all. */
export function scoreTable(
  scores: readonly Score[],
  implementations: readonly Implementation[],
): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const total = (count: (suite: OfficialSuite) => number) =>
    scores.reduce((sum, { suite }) => sum + count(suite), 0);
  const all = total(({ cases }) => cases.length);
  return [
    row(['suite', 'tests', 'need protobuf', 'run', ...implementations.map(titleOf)]),
    `|---|${'---:|'.repeat(3 + implementations.length)}`,
    ...scores.map(({ suite: { name, total: count, cases }, passed }) =>
      row([
        name,
        count,
        count - cases.length,
        cases.length,
        ...implementations.map((implementation) => passed.get(implementation) ?? 0),
      ]),
    ),
    row([
      '**all**',
      total((suite) => suite.total),
      total((suite) => suite.total - suite.cases.length),
      all,
      ...implementations.map((implementation) => {
        const count = totalPassed(scores, implementation);
        return `**${count}** (${((100 * count) / all).toFixed(1)} %)`;
      }),
    ]),
  ].join('\n');
}

/** The reasons why tests do not pass, as a Markdown table. */
export const gapTable = (gaps: readonly Gap[]): string =>
  [
    '| tests | reason |',
    '|---:|---|',
    ...gaps.map(({ tests, reason }) => `| ${tests.length} | ${reason} |`),
  ].join('\n');

const titleOf = ({ name, version }: Implementation): string => `${name} ${version}`.trim();
