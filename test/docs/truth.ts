import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from '../project/sources.ts';
import { readAnchors, readLinks } from './markdown.ts';
import { walkThrough } from './walkthrough.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Expects that whatever a document shows is what happens. */
export async function expectTruth(file: string): Promise<void> {
  const findings = await walkThrough(file);
  const wanted = findings.map(({ line, wanted }) => ({ line, text: wanted }));
  expect(findings.map(({ line, got }) => ({ line, text: got }))).toEqual(wanted);
}

/** Expects that every link within the checkout leads to a file and, with a fragment, to a heading. */
export function expectLinks(file: string): void {
  const dead = readLinks(read(file)).filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !readAnchors(read(target)).has(anchor);
  });
  expect(dead).toEqual([]);
}
