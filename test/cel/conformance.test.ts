import { describe, expect, it } from 'vitest';
import { GAPS } from './conformance/gaps.ts';
import { officialSuites } from './conformance/official-cases.ts';
import { gapTable, scoresOf, scoreTable, totalPassed } from './conformance/table.ts';
import { judge, typesOf, type Verdict } from './conformance/verdict.ts';
import { assent } from './oracle/assent.ts';
import { bufbuildCel } from './oracle/bufbuild-cel.ts';
import { celJs } from './oracle/cel-js.ts';
import { readSection, writeSection } from './oracle/document-section.ts';
import type { Implementation } from './oracle/implementation.ts';

const suites = officialSuites();
const cases = suites.flatMap((suite) => suite.cases);
const implementations: readonly Implementation[] = [assent, celJs, bufbuildCel];
const verdicts = new Map(
  implementations.map((implementation) => [
    implementation,
    new Map(cases.map((test): [string, Verdict] => [test.id, judge(implementation, test)])),
  ]),
);
const scores = scoresOf(suites, verdicts);
const verdictOf = (id: string): Verdict | undefined => verdicts.get(assent)?.get(id);

/** The document's figures are those of this version; cel-js leaves time zones to Node's own. */
const MEASURED_ON = 'v20.';

/** A table where all its figures have to be the same, and elsewhere without those of the others. */
const comparable = (table: string): string =>
  process.version.startsWith(MEASURED_ON) || !table.startsWith('| suite ')
    ? table
    : table.replace(/(?: [^|]*\|){2}$/gm, '');

const listed = new Set(GAPS.flatMap(({ tests }) => tests));

describe('P17: official conformance data', () => {
  it('P17: has every suite, and each suite has tests', () => {
    expect(suites.filter((suite) => suite.cases.length === 0).map(({ name }) => name)).toEqual([]);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  const sections = new Map(cases.map(({ suite, section }) => [`${suite}/${section}`, true]));
  it.each([...sections.keys()])('P17: %s', (name) => {
    const failing = cases
      .filter(({ suite, section, id }) => `${suite}/${section}` === name && !listed.has(id))
      .map(({ id, source }) => ({ id, expression: source.expression, verdict: verdictOf(id) }))
      .filter(({ verdict }) => verdict?.passed !== true);
    expect(failing).toEqual([]);
  });

  it.each(GAPS)('P17: listed as not passing, $reason', ({ code, tests }) => {
    const found = tests.map((id) => {
      const verdict = verdictOf(id);
      if (verdict === undefined) return `${id}: no such test`;
      if (verdict.passed) return `${id}: passes`;
      return `${id}: ${verdict.how} ${verdict.code}`;
    });
    expect(found).toEqual(tests.map((id) => `${id}: refused ${code}`));
  });

  it('P17: lists no test twice', () => {
    expect(listed.size).toBe(GAPS.reduce((sum, { tests }) => sum + tests.length, 0));
  });

  it('P17: says dyn for a type only where the type is that of an element', () => {
    const vague = cases.filter((test) => {
      const types = typesOf(assent, test);
      return types?.said === 'dyn' && types.asked !== 'dyn' && !listed.has(test.id);
    });
    expect(vague.map(({ id }) => id)).toEqual([
      'type_deductions/indexing/list',
      'type_deductions/indexing/map',
      'type_deductions/type_parameters/multiple_parameters_generality',
      'type_deductions/legacy_nullable_types/null_assignable_to_abstract_parameter_candidate',
    ]);
  });

  it.each([celJs, bufbuildCel])('P17: passes more than $name', (rival) => {
    expect(totalPassed(scores, assent)).toBeGreaterThan(totalPassed(scores, rival));
  });

  it.each([
    ['scores', scoreTable(scores, implementations)],
    ['gaps', gapTable(GAPS)],
  ])('P17: docs/conformance.md says today’s %s (UPDATE=1 writes them)', (name, table) => {
    if (process.env['UPDATE'] === '1') writeSection(name, table);
    expect(comparable(readSection(name))).toBe(comparable(table));
  });
});
