import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_STEPS } from '../../src/cel/environment.ts';
import { compileExpression, formatValue, readExpression } from '../../src/cel/expression.ts';
import { LIBRARY } from '../../src/cel/library/library.ts';
import { DecisionFrame } from '../../src/policy/decision-frame.ts';
import { POLICY_ENVIRONMENT } from '../../src/policy/environment.ts';
import { ROOT } from '../project/sources.ts';
import { attributeOf, readFences } from './markdown.ts';

const TEXT = readFileSync(join(ROOT, 'docs', 'language.md'), 'utf8');

/** Rows of two cells of code: an expression, and what it gives. */
const ROWS = [...TEXT.matchAll(/^\| `((?:[^|`]|\\\|)+)` \| `((?:[^|`]|\\\|)+)` \|$/gm)].map(
  ([, expression = '', value = '']): [string, string] => [unescaped(expression), unescaped(value)],
);

/** The call that the tables are tried with. */
const PARAM = JSON.parse(
  readFences(TEXT).find((fence) => attributeOf(fence, 'file') === 'sample.json')?.text ?? '',
);

/** A bar inside a cell is escaped. */
function unescaped(cell: string): string {
  return cell.replaceAll('\\|', '|');
}

function evaluate(source: string): string {
  const { expression, mistakes } = readExpression(source, POLICY_ENVIRONMENT);
  expect(mistakes).toEqual([]);
  if (expression === undefined) throw new Error('the expression has mistakes');
  const frame = new DecisionFrame(() => 0, DEFAULT_STEPS);
  frame.take({ tool: 'sample' }, 'sample', PARAM);
  return formatValue(compileExpression(expression, POLICY_ENVIRONMENT)(frame));
}

describe('docs/language.md', () => {
  test.each(ROWS)('%s gives %s', (expression, value) => {
    expect(evaluate(expression)).toBe(value);
  });

  test('has a row for every function', () => {
    const expressions = ROWS.map(([expression]) => expression).join('\n');
    const missing = [...LIBRARY.keys()].filter((name) => !expressions.includes(`${name}(`));
    expect(missing).toEqual([]);
  });

  test('names every root', () => {
    for (const root of POLICY_ENVIRONMENT.variables.keys())
      expect(TEXT).toContain(`| \`${root}\` |`);
  });

  test('has a row for every key of the schema', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', 'policy.schema.json'), 'utf8'));
    const owners = ['policy', 'approval_block', 'block_block', 'allow_block'];
    const keys = owners.flatMap((owner) => Object.keys(schema.$defs[owner].properties));
    expect(keys.filter((key) => !TEXT.includes(`| \`${key}\` |`))).toEqual([]);
  });
});
