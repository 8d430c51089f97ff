import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Excerpt } from '../../diagnostics/excerpt.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import { isObject } from '../call.ts';
import type { NamedText } from '../version.ts';

/**
 * A document's catalog has to be there and to be a JSON object: a map from tool to JSON Schema, or a
 * saved MCP `tools/list` result.
 */
export function checkCatalog(
  reference: Excerpt | undefined,
  catalogs: readonly NamedText[],
  source: SourceText,
  diagnostics: Diagnostic[],
): void {
  if (reference === undefined) return;
  const catalog = catalogs.find(({ name }) => name === reference.text);
  if (catalog !== undefined && isJsonObject(catalog.text)) return;
  const found = catalog !== undefined;
  diagnostics.push({
    code: found ? 'catalog/invalid' : 'catalog/unreadable',
    severity: 'error',
    location: source.locate(reference.span),
    message: found
      ? `catalog \`${reference.text}\` is not a JSON object`
      : `catalog \`${reference.text}\` cannot be found`,
    help: found
      ? 'write a map from tool name to JSON Schema, or save an MCP `tools/list` result there'
      : 'write its path relative to the policy file',
  });
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}
