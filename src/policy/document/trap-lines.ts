import { type Finding, quoted } from './finding.ts';
import { quoteForYaml, type TrapSubject, whyQuote } from './yaml-traps.ts';

/** Lines that YAML cannot read as they were meant, and the text with harmless filling in their place. */
export interface TrapLines {
  readonly findings: readonly Finding[];
  /** As long as the original and with the same lines, so that places stay what they are. */
  readonly repaired: string;
}

/** Where the scan of lines stands. */
interface Scan {
  readonly anchors: ReadonlySet<string>;
  readonly findings: Finding[];
  /** Column of the `tools:` or `except:` whose items are being read; -1 for none. */
  list: number;
  /** Column of the key whose text block is being passed over; -1 for none. */
  textBlock: number;
  /** In an agent's file, whether the line belongs to `approval:`. */
  relevant: boolean;
}

/**
 * Looks for unquoted conditions, patterns and messages that stop YAML, line by line, because where
 * YAML fails there is no tree to look at. To be used on a file that has a YAML error.
 */
export function trapLines(text: string, agentFile: boolean): TrapLines {
  const scan: Scan = {
    anchors: new Set(Array.from(text.matchAll(/&([^\s,[\]{}&]+)/g), (match) => match[1] ?? '')),
    findings: [],
    list: -1,
    textBlock: -1,
    relevant: !agentFile,
  };
  let start = 0;
  for (const line of text.split('\n')) {
    if (agentFile && /^[^\s#-]/.test(line)) scan.relevant = /^approval\s*:/.test(line);
    readLine(line.replace(/\r$/, ''), start, scan);
    start += line.length + 1;
  }
  return { findings: scan.findings, repaired: repair(text, scan.findings) };
}

function readLine(line: string, start: number, scan: Scan): void {
  const [, indentation = '', dashes = '', content = ''] =
    /^([ \t]*)((?:-[ \t]+)*)(.*)$/.exec(line) ?? [];
  if (content === '' || content.startsWith('#')) return;
  const indent = indentation.length;
  if (scan.textBlock >= 0 && indent > scan.textBlock) return;
  scan.textBlock = -1;
  if (indent < scan.list || (indent === scan.list && dashes === '')) scan.list = -1;
  const column = indent + dashes.length;
  const { key, value, valueAt } = splitKey(content);
  if (/^[|>][-+0-9]*(?:\s+#.*)?$/.test(value)) scan.textBlock = column;
  if (!scan.relevant) return;
  const inList = scan.list >= 0 && dashes !== '';
  const at = start + column;
  if (key === 'tools' || key === 'except') {
    scan.list = column;
  } else if (inList) {
    readEntry({ key, value, content }, at, at + valueAt, scan);
  } else if (key === 'when' || key === 'message') {
    const subject = key === 'when' ? 'condition' : 'message';
    check(value, subject, at + valueAt, (fixed) => `${key}: ${fixed}`, scan);
  }
}

interface EntryLine {
  readonly key: string;
  readonly value: string;
  readonly content: string;
}

function readEntry(
  { key, value, content }: EntryLine,
  at: number,
  valueAt: number,
  scan: Scan,
): void {
  if (key === '') {
    check(content, 'pattern', at, (fixed) => `- ${fixed}`, scan);
    return;
  }
  check(key, 'pattern', at, (fixed) => `- ${fixed}: ${value}`, scan);
  check(value, 'condition', valueAt, (fixed) => `- ${key}: ${fixed}`, scan);
}

function check(
  written: string,
  subject: TrapSubject,
  at: number,
  corrected: (quotedText: string) => string,
  scan: Scan,
): void {
  if (written === '') return;
  const why = whyQuote(written, subject, scan.anchors);
  if (why === undefined) return;
  const fixed = corrected(quoteForYaml(withoutComment(written)));
  scan.findings.push(
    quoteFinding(subject, why, { start: at, end: at + written.trimEnd().length }, fixed),
  );
}

/** A corrected line is shown whole, but for absurd ones. */
const LONGEST_CORRECTION = 400;

/** The one mistake of all traps, with the corrected line. */
export const quoteFinding = (
  subject: TrapSubject,
  why: string,
  span: Finding['span'],
  corrected: string,
): Finding => ({
  code: 'policy/quote-condition',
  span,
  message: `the ${subject} ${why}`,
  help: `quote the ${subject}: ${quoted(corrected, LONGEST_CORRECTION)}`,
});

/** Without a comment that follows, unless the `#` stands in a string of the condition. */
function withoutComment(written: string): string {
  let quote: string | undefined;
  for (let at = 0; at < written.length; at += 1) {
    const character = written.charAt(at);
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && /\s/.test(written.charAt(at - 1))) {
      return written.slice(0, at).trimEnd();
    }
  }
  return written.trimEnd();
}

/** `key: value` at its first colon and space; the key is empty where there is none. */
function splitKey(content: string): { key: string; value: string; valueAt: number } {
  const match = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#][^\s]*?|)[ \t]*:(?:[ \t]+(.*)|$)/.exec(
    content,
  );
  if (match === null) return { key: '', value: '', valueAt: 0 };
  const value = (match[2] ?? '').trimEnd();
  const key = (match[1] ?? '').replace(/^(["'])(.*)\1$/, '$2');
  return { key, value, valueAt: content.length - (match[2] ?? '').length };
}

/** Each trap overwritten with letters. */
function repair(text: string, findings: readonly Finding[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { span } of findings) {
    parts.push(text.slice(from, span.start), 'x'.repeat(span.end - span.start));
    from = span.end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}
