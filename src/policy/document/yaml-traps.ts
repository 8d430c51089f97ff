/** What YAML makes of an unquoted text that is meant as a condition, a pattern or a message. */
export type TrapSubject = 'condition' | 'pattern' | 'message';

/** What each first character means to YAML. */
const FIRST_CHARACTERS: Readonly<Record<string, string>> = {
  '!': 'reads as a tag',
  '*': 'reads as an alias',
  '&': 'reads as an anchor',
  '{': 'reads as a map',
  '[': 'reads as a list',
  '%': 'reserves',
  '@': 'reserves',
  '`': 'reserves',
  '|': 'reads as the start of a text block',
  '>': 'reads as the start of a text block',
};

/**
 * Why YAML does not see `written`, the rest of a line, as the text that it was meant to be; `undefined`
 * where it does. Says so only of text that YAML cannot take as written.
 *
 * @param anchors the names that the file anchors, whose aliases are meant
 */
export function whyQuote(
  written: string,
  subject: TrapSubject,
  anchors: ReadonlySet<string>,
): string | undefined {
  const first = written[0] ?? '';
  if (first === '"' || first === "'") return afterQuote(written, first);
  if (isDeliberate(written, subject, anchors)) return undefined;
  const meaning = FIRST_CHARACTERS[first];
  if (meaning !== undefined) {
    return `begins with ${first === '`' ? 'a backtick' : `\`${first}\``}, which YAML ${meaning}`;
  }
  const comment = commentStart(written);
  const value = comment < 0 ? written : written.slice(0, comment);
  if (/:(?:\s|$)/.test(value.trimEnd())) {
    return 'contains `: `, which YAML reads as a key and its value';
  }
  if (comment >= 0 && isCut(value, written.slice(comment), subject)) {
    return 'contains ` #`, where YAML begins a comment';
  }
  return undefined;
}

/** Anchors, aliases, text blocks and one-line maps that mean what YAML takes them for. */
function isDeliberate(
  written: string,
  subject: TrapSubject,
  anchors: ReadonlySet<string>,
): boolean {
  const alias = /^\*([^\s,[\]{}]+)\s*(?:#.*)?$/.exec(written)?.[1];
  if (alias !== undefined) return anchors.has(alias);
  if (/^&[\w-]+\s+[^\s#]/.test(written)) return true;
  if (/^[|>][-+]?[1-9]?[-+]?(?:\s+#.*)?$/.test(written)) return true;
  return subject === 'pattern' && (written.startsWith('{') || written.startsWith('['));
}

/** A quoted text with more behind it: YAML ends the value at the closing quote. */
function afterQuote(written: string, quote: string): string | undefined {
  const whole = quote === '"' ? /^"(?:[^"\\]|\\.)*"/ : /^'(?:[^']|'')*'/;
  const closed = whole.exec(written)?.[0];
  if (closed === undefined) return undefined;
  const rest = written.slice(closed.length);
  if (/^\s*(?:$|\s#)/.test(rest)) return undefined;
  return 'begins with a quoted text, and YAML ends the value there';
}

/** Where a comment begins in unquoted YAML text; -1 for nowhere. */
const commentStart = (text: string): number => text.search(/\s#/);

/**
 * Whether a comment has cut `value` off. Honest comments follow a whole condition; a cut one leaves a
 * quote or bracket open or ends in an operator. A message is cut where the comment holds an expression.
 */
export function isCut(value: string, comment: string, subject: TrapSubject): boolean {
  if (subject === 'message') return comment.includes('{{') || leavesOpen(value, ['{', '}']);
  if (subject === 'pattern') return false;
  const text = value.trim();
  return leavesOpen(text) || /(?:&&|\|\||[-=!<>+*/%?:.,]|\bin)$/.test(text);
}

/** Whether quotes or brackets are not balanced. */
function leavesOpen(text: string, only?: readonly string[]): boolean {
  let depth = 0;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
    } else if (only === undefined && (character === '"' || character === "'")) quote = character;
    else if ((only ?? '([{').includes(character) && character !== only?.[1]) depth += 1;
    else if ((only ?? ')]}').includes(character)) depth -= 1;
  }
  return quote !== undefined || depth !== 0;
}

/** `text` as a YAML scalar that is read back as it stands. */
export function quoteForYaml(text: string): string {
  if (!/["\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}
