import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = join(import.meta.dirname, '../../../docs/conformance.md');

/**
 * What stands in `docs/conformance.md` between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws Error when the document has no such section.
 */
export const readSection = (name: string): string => split(name).section;

/** Replaces a section of `docs/conformance.md`. */
export function writeSection(name: string, content: string): void {
  const { before, after } = split(name);
  writeFileSync(DOCUMENT, `${before}${content}${after}`);
}

function split(name: string): { before: string; section: string; after: string } {
  const text = readFileSync(DOCUMENT, 'utf8');
  const opening = `<!-- ${name} -->\n`;
  const closing = `\n<!-- /${name} -->`;
  const start = text.indexOf(opening) + opening.length;
  const end = text.indexOf(closing);
  if (start < opening.length || end < start) throw new Error(`no section ${name} in ${DOCUMENT}`);
  return { before: text.slice(0, start), section: text.slice(start, end), after: text.slice(end) };
}
