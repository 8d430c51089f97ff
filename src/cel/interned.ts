/**
 * The same text as the engine keeps property names: one string for equal texts. A name cut out of a
 * larger text is a view into it, which keeps all of it alive and makes each look-up by that name slower.
 */
export function interned(text: string): string {
  // an object without a prototype is a table: its keys cost no layout of their own
  const table: Record<string, true> = Object.create(null);
  table[text] = true;
  const [name = text] = Object.keys(table);
  return name;
}
