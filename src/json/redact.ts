import { findCardNumbers, isCardNumber } from './card-number.ts';
import type { JsonRecord, JsonValue } from './json-value.ts';
import { PathPatterns } from './path-pattern.ts';
import { findSecrets } from './secret-finder.ts';
import { isSecretName } from './secret-name.ts';
import { replaceSpans } from './text-span.ts';

/** What stands in place of a hidden value, whatever its type and size. */
export const REDACTED = '[redacted]';

/** A value as people may see it. */
export interface Redaction {
  /** The very value where nothing is hidden; else a frozen copy of what is left. */
  readonly value: JsonValue;
  /** Texts, numbers and names of members that were hidden, as text, so that they can be hidden elsewhere too. */
  readonly secrets: readonly string[];
}

/**
 * Hides what people must not see: what patterns find, members with a name such as `password`
 * or `apiKey`, and card numbers. Of a text with a card number in it, that number alone is hidden, in keys
 * as well. What is hidden is hidden with all that it holds.
 *
 * @param value JSON within limits, as `admitJson` gives it, or an object of such parts
 * @param patterns of paths from the value on; see `PathPatterns`
 */
export function redactJson(value: unknown, patterns: readonly string[]): Redaction {
  const secrets = new Set<string>();
  const shown = show(value, PathPatterns.of(patterns), secrets);
  return { value: shown, secrets: [...secrets] };
}

/**
 * Hides secrets and card numbers in a text, such as a message with arguments in it. A secret of fewer than
 * four characters is hidden where it stands as a word of its own.
 *
 * @param secrets as `redactJson` gives them
 */
export function redactText(text: string, secrets: readonly string[]): string {
  return replaceSpans(text, [...findCardNumbers(text), ...findSecrets(text, secrets)], REDACTED);
}

function show(value: unknown, path: PathPatterns, secrets: Set<string>): JsonValue {
  if (path.matched) return hide(value, secrets);
  switch (typeof value) {
    case 'string':
      return showText(value, secrets);
    case 'number':
      return isCardNumber(value) ? hide(value, secrets) : value;
    case 'boolean':
      return value;
    case 'object':
      return value === null ? value : showParts(value, path, secrets);
    default:
      return hide(value, secrets);
  }
}

function showText(text: string, secrets: Set<string>): string {
  const cards = findCardNumbers(text);
  for (const { start, end } of cards) secrets.add(text.slice(start, end));
  return replaceSpans(text, cards, REDACTED);
}

function showParts(value: object, path: PathPatterns, secrets: Set<string>): JsonValue {
  if (Array.isArray(value)) {
    const parts = value.map((part, index) => show(part, path.element(index), secrets));
    return parts.every((part, index) => part === value[index]) ? value : Object.freeze(parts);
  }
  const members = new Map<string, JsonValue>();
  let alike = 1;
  let isWhole = true;
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const name = showText(key, secrets);
    let unused = name;
    // keys that are shown alike must not become one
    while (members.has(unused)) {
      alike += 1;
      unused = `${name} ${alike}`;
    }
    const shown = isSecretName(key) ? hide(part, secrets) : show(part, path.member(key), secrets);
    isWhole &&= unused === key && shown === part;
    members.set(unused, shown);
  }
  return isWhole ? (value as JsonRecord) : Object.freeze(Object.fromEntries(members));
}

/** Notes all texts, numbers and names in a value, and gives what is shown for it. */
function hide(value: unknown, secrets: Set<string>): string {
  if (typeof value === 'string') {
    if (value !== '' && value !== REDACTED) noteText(value, secrets);
  } else if (typeof value === 'number') {
    secrets.add(String(value));
  } else if (Array.isArray(value)) {
    for (const part of value) hide(part, secrets);
  } else if (typeof value === 'object' && value !== null) {
    // a name may be what is secret, as in a map from keys to what they open
    for (const [key, part] of Object.entries(value)) {
      hide(key, secrets);
      hide(part, secrets);
    }
  }
  return REDACTED;
}

/** In a list, a message has texts as JSON writes them. */
function noteText(text: string, secrets: Set<string>): void {
  secrets.add(text);
  const written = JSON.stringify(text).slice(1, -1);
  if (written !== text) secrets.add(written);
}
