import { type ReadDocument, readDocument } from './document.ts';
import type { Finding } from './finding.ts';
import { trapLines } from './trap-lines.ts';

/** A document as it would be with the unquoted texts quoted that YAML cannot read. */
export interface ReadRepaired extends ReadDocument {
  /** The texts to quote. In the document, letters stand in their places. */
  readonly traps: readonly Finding[];
}

/**
 * Reads a document; where YAML fails on an unquoted condition, pattern or message, puts harmless
 * letters in its place and reads again, so that one such slip does not hide the other mistakes.
 */
export function readRepaired(text: string, agentFile: boolean): ReadRepaired {
  const first = readDocument({ text });
  if (!first.findings.some(isSyntax)) return { ...first, traps: [] };
  const { findings: traps, repaired } = trapLines(text, agentFile);
  return traps.length === 0 ? { ...first, traps } : { ...readDocument({ text: repaired }), traps };
}

/** Mistakes that an unquoted text can cause; limits are none of them. */
const isSyntax = ({ code }: Finding): boolean => code === 'yaml/syntax' || code === 'yaml/tag';
