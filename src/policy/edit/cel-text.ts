import type { Path } from '../../json/json-path.ts';
import { isRecord, type JsonValue } from '../../json/json-value.ts';
import { escapedText } from './escaped-text.ts';

const FIELD = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words that are no field names after a dot: the reserved words of the CEL language definition. */
const RESERVED = new Set(
  (
    'as break const continue else false for function if import in let loop null namespace package ' +
    'return true var void while'
  ).split(' '),
);

/** The argument at a path as a condition names it: `param.customer.id`, `param["a b"][0]`. */
export const celArgument = (path: Readonly<Path>): string =>
  path.reduce<string>((text, step) => `${text}${celStep(step)}`, 'param');

function celStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return FIELD.test(step) && !RESERVED.has(step) ? `.${step}` : `[${escapedText(step)}]`;
}

/**
 * A value of JSON as a CEL literal; `undefined` for what has none that equals it: numbers that lose digits
 * in JSON, and texts with half of a character.
 */
export function celLiteral(value: JsonValue): string | undefined {
  if (typeof value === 'string') return celText(value);
  if (typeof value === 'number') return isExact(value) ? JSON.stringify(value) : undefined;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isRecord(value)) {
    const members = Object.entries(value).map(([key, member]) => {
      const [name, literal] = [celText(key), celLiteral(member)];
      return name === undefined || literal === undefined ? undefined : `${name}: ${literal}`;
    });
    return listed('{', members, '}');
  }
  return listed('[', value.map(celLiteral), ']');
}

/** A text as a CEL literal; `undefined` where it has half of a character. */
export const celText = (text: string): string | undefined =>
  /\p{Cs}/u.test(text) ? undefined : escapedText(text);

/** Numbers beyond these are an error when a condition reads them. */
const isExact = (value: number): boolean =>
  Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;

const listed = (
  open: string,
  parts: readonly (string | undefined)[],
  close: string,
): string | undefined =>
  parts.includes(undefined) ? undefined : `${open}${parts.join(', ')}${close}`;
