import { Composer, type Document, type ParsedNode } from 'yaml';
import type { SourceText } from '../../diagnostics/source-text.ts';
import type { DocumentNode } from './document-node.ts';
import type { Finding } from './finding.ts';
import { LimitReached, tokensWithinLimits, tooLarge } from './yaml-limits.ts';
import { convertNodes, type Mistakes } from './yaml-nodes.ts';
import { explainSyntax, isUnclosedQuote } from './yaml-syntax.ts';

/** The outcome of reading: what could be read, and every mistake. */
export interface ReadDocument {
  /** `undefined` where there is nothing that could be looked into. */
  readonly root: DocumentNode | undefined;
  readonly findings: readonly Finding[];
  /** Which of the findings matter only to whoever uses a node. */
  readonly mistakes: Mistakes;
}

const NO_MISTAKES: Mistakes = new Map();

/**
 * Reads one YAML 1.2 document (core schema, no merge keys, no tags but the core ones) within the
 * limits of size, nesting, keys and alias expansion. Never throws; a file over a limit has no root.
 */
export function readDocument(source: Pick<SourceText, 'text'>): ReadDocument {
  const large = tooLarge(source.text);
  if (large !== undefined) return unreadable([large]);
  try {
    return compose(source.text);
  } catch (error) {
    if (error instanceof LimitReached) return unreadable([error.finding]);
    throw error;
  }
}

const unreadable = (findings: readonly Finding[]): ReadDocument => ({
  root: undefined,
  findings,
  mistakes: NO_MISTAKES,
});

function compose(text: string): ReadDocument {
  const findings: Finding[] = [];
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    // the library's own check compares every key with every other
    uniqueKeys: false,
    logLevel: 'silent',
  });
  let document: Document.Parsed<ParsedNode> | undefined;
  for (const next of composer.compose(withoutDirectives(text, findings), true, text.length)) {
    if (document === undefined) {
      document = next;
      continue;
    }
    findings.push(secondDocument(next.range[0]));
    break;
  }
  if (document === undefined) return unreadable(findings);
  const { root, findings: more, mistakes, unclosed } = convertNodes(document, text);
  const errors = document.errors.filter(
    (error) => unclosed === undefined || !isUnclosedQuote(error),
  );
  const all = [findings, explainSyntax(text, errors), more].flat();
  return { root, findings: onePerLine(text, all), mistakes };
}

/** One slip causes several syntax errors on its line; the first tells most. */
function onePerLine(text: string, findings: readonly Finding[]): Finding[] {
  const lines = new Set<number>();
  return findings.filter(({ code, span }) => {
    if (code !== 'yaml/syntax') return true;
    const line = text.lastIndexOf('\n', span.start - 1);
    if (lines.has(line)) return false;
    lines.add(line);
    return true;
  });
}

/** Directives could switch to YAML 1.1, where `yes` is true, or rename tags. */
function* withoutDirectives(text: string, findings: Finding[]) {
  for (const token of tokensWithinLimits(text)) {
    if (token.type !== 'directive') {
      yield token;
    } else if (findings.length === 0 && !/^%YAML[ \t]+1\.2\s*$/.test(token.source)) {
      findings.push({
        code: 'yaml/syntax',
        span: { start: token.offset, end: token.offset + token.source.length },
        message: 'a policy has no YAML directives',
        help: 'remove the line that begins with `%`',
      });
    }
  }
}

const secondDocument = (start: number): Finding => ({
  code: 'yaml/multiple-documents',
  span: { start, end: start + 3 },
  message: 'a second document begins in the file',
  help: 'put each policy into a file of its own',
});
