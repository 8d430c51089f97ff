import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderHuman } from '../../src/diagnostics/render-human.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { readPolicyDocument } from '../../src/policy/document/read-policy-document.ts';

/**
 * Each `diagnostics/<case>.yaml` is a policy as a user may write it, and `<case>.txt` what the user then
 * reads; an empty one means that nothing is wrong. `UPDATE_CASES=1` writes the texts anew, to be reviewed.
 */
const CASES = new URL('./diagnostics/', import.meta.url);

const cases = readdirSync(CASES).filter((name) => name.endsWith('.yaml'));

test.each(cases)('P12: what a user reads about %s', (name) => {
  const source = new SourceText(name, readFileSync(new URL(name, CASES), 'utf8'));
  const agentFile = name.startsWith('agent-');
  const { diagnostics } = readPolicyDocument(source, { agentFile });
  const rendered = renderHuman(diagnostics, new Map([[name, source]]));
  const expected = new URL(name.replace(/\.yaml$/, '.txt'), CASES);
  if (process.env['UPDATE_CASES'] === '1') writeFileSync(expected, rendered);
  expect(rendered).toBe(readFileSync(expected, 'utf8'));
});
