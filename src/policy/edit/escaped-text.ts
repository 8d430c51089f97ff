/** Controls, halves of characters, and what reorders text, does not show, or shows as a space and is none. */
const DISGUISED = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;
const SPECIAL = /["\\]/g;

/**
 * A text between double quotes, as both YAML and CEL read it: what does not show is written as an escape, so
 * that whoever reads the policy sees what is there. A text must not have halves of characters, which
 * neither can say.
 */
export const escapedText = (text: string): string =>
  `"${text.replace(SPECIAL, '\\$&').replace(DISGUISED, escaped)}"`;

/** Whether any character of a text needs an escape. */
export const isDisguised = (text: string): boolean => text.search(DISGUISED) >= 0;

function escaped(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
