import { escapedText, isDisguised } from './escaped-text.ts';
import type { EntryTexts } from './exception-entry.ts';

/** Letters that no reader of YAML takes for a number, a tag or an alias. */
const PLAIN_PATTERN = /^[A-Za-z_][\w./-]*$/;

/** Words that readers of YAML take for something else than text. */
const WORD_OF_YAML = /^(?:yes|no|on|off|y|n|true|false|null)$/i;

/**
 * An entry of a list as YAML writes it on one line, without quotes where it can do without them.
 *
 * @param inFlow whether the list stands in brackets, where commas and brackets end a plain text
 */
export function entryYaml({ pattern, condition }: EntryTexts, inFlow: boolean): string {
  const key =
    PLAIN_PATTERN.test(pattern) && !WORD_OF_YAML.test(pattern) ? pattern : escapedText(pattern);
  return condition === undefined ? key : `${key}: ${conditionYaml(condition, inFlow)}`;
}

/** A condition always begins with the name of a root. */
function conditionYaml(condition: string, inFlow: boolean): string {
  if (isDisguised(condition)) return escapedText(condition);
  const isPlain = !/: | #/.test(condition) && !(inFlow && /[,[\]{}]/.test(condition));
  return isPlain ? condition : `'${condition.replaceAll("'", "''")}'`;
}
