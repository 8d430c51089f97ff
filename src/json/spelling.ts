/**
 * One spelling of an id for all that look alike, or differ in case only: none of them is another person,
 * neither where people are kept nor where their votes are counted. Characters that do not show, and white
 * space around it, are no part of it.
 */
export const spelling = (id: string): string =>
  id
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim();
