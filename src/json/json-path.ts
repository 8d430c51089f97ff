/** Keys and indexes from the outermost value to a part of it. */
export type Path = (string | number)[];

/** What stands after a dot. */
const NAME = /^[A-Za-z_$][\w$]*$/;

const LONGEST_KEY = 40;
/** Keys and indexes that are shown; the middle of a longer path is left out. */
const MOST_STEPS = 8;

/** Controls, and characters that reorder text or do not show: a key must not disguise the message. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A place for a message, as `` `param.items[3].price` ``: on one line and short, whatever the keys are.
 *
 * @param whole what the outermost value is called, where the path is empty
 */
export function describePath(path: Readonly<Path>, whole: string): string {
  if (path.length === 0) return whole;
  const steps = path.map(describeStep);
  const shown =
    steps.length <= MOST_STEPS
      ? steps.join('')
      : `${steps.slice(0, MOST_STEPS - 2).join('')}…${steps.slice(-2).join('')}`;
  return `\`${shown.replace(/^\./, '')}\``;
}

function describeStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  if (step.length <= LONGEST_KEY && NAME.test(step)) return `.${step}`;
  const cut = step.length > LONGEST_KEY ? `${step.slice(0, LONGEST_KEY)}…` : step;
  const visible = JSON.stringify(cut)
    .replaceAll('`', "'")
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `[${visible}]`;
}
