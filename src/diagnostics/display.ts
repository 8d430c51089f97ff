/** What a tab is shown as: alignment must not depend on a terminal's tab stops. */
const TAB = '    ';

/**
 * Controls, halves of pairs, and characters that reorder text or do not show: a file that someone
 * else wrote must not be able to move the cursor or to show another text than it holds.
 */
export const INVISIBLE: RegExp = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Scripts and symbols that take two columns in a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Marks that are drawn over the character before them. */
const MARK = /[\p{Mn}\p{Me}]/u;

/** Text as it is safe to show on one line. */
export const displayed = (text: string): string =>
  text.replaceAll('\t', TAB).replace(INVISIBLE, '\ufffd');

/** How many columns of a terminal a displayed text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (MARK.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
