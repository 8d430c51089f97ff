/**
 * The same text as the engine keeps property names: one string for equal texts. A name cut out of a
 * larger text is a view into it, which keeps all of it alive and makes each look-up by that name slower.
 */
export function interned(text: string): string {
  const [name = text] = Object.keys({ [text]: true });
  return name;
}
