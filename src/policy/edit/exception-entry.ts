import { describePath, type Path } from '../../json/json-path.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { celArgument, celLiteral, celText } from './cel-text.ts';
import { type EditRefusal, refuse } from './refusal.ts';

/** An argument whose value an exception is bound to. */
export interface Pin {
  /** From the arguments on; not empty. */
  readonly path: Readonly<Path>;
  readonly value: JsonValue;
}

/** Which calls are to pass: those of one tool, with the pinned arguments. */
export interface ExceptionEntry {
  /** The tool's name, literally. */
  readonly tool: string;
  readonly pins: readonly Pin[];
}

/** The same as an entry of `except:` says it. */
export interface EntryTexts {
  readonly ok: true;
  readonly pattern: string;
  readonly condition: string | undefined;
}

/** The most characters of a pattern. */
const LONGEST_PATTERN = 512;

/** What no pattern may hold. */
const UNUSABLE = /[\s\p{Cc}]/gu;

/** What an entry says in the policy language. */
export function entryTexts({ tool, pins }: ExceptionEntry): EntryTexts | EditRefusal {
  const name = celText(tool);
  if (name === undefined) {
    return refuse(
      'edit/not-expressible',
      "the tool's name has half of a character, which no policy can say: rename the tool",
    );
  }
  const { pattern, isExact } = patternOf(tool);
  const conditions = isExact ? [] : [`tool.name == ${name}`];
  for (const { path, value } of pins) {
    const literal = celLiteral(value);
    if (literal === undefined) {
      return refuse(
        'edit/not-expressible',
        `${describePath(['param', ...path], 'param')} has a value that no condition can say: leave it out`,
      );
    }
    conditions.push(`${celArgument(path)} == ${literal}`);
  }
  const condition = conditions.length === 0 ? undefined : conditions.join(' && ');
  return { ok: true, pattern, condition };
}

/**
 * The narrowest pattern that matches a name. It may match others as well where the name has characters that
 * mean something in patterns, or cannot stand there: then a condition has to name the tool.
 */
function patternOf(tool: string): { readonly pattern: string; readonly isExact: boolean } {
  const pattern = tool.replace(UNUSABLE, '?');
  if ([...pattern].length > LONGEST_PATTERN) return { pattern: '*', isExact: false };
  return { pattern, isExact: !/[*?]/.test(pattern) };
}
