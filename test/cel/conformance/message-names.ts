/** Literals and comments, which may say anything. */
const OPAQUE =
  /\/\/[^\n]*|[rb]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?''')|(?:[rR][bB]?|[bB][rR])(?:"[^"\n]*"|'[^'\n]*')|[bB]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g;

/** `Name {` builds a message: nothing else in CEL puts a name before a brace, but the operator `in`. */
const CONSTRUCTION = /(?<![\w])(?!in\b)[A-Za-z_]\w*\s*\{/;

/** A message or enum type by its qualified name; timestamps and durations are CEL's own. */
const QUALIFIED =
  /\bgoogle\s*\.\s*protobuf\s*\.\s*(?!Timestamp\b|Duration\b)\w|\bcel\s*\.\s*expr\s*\.\s*conformance\b/;

/** A message or enum of the official test data, as the containers of its tests let it be called. */
const SHORT = /\b(?:Nested)?TestAllTypes\b|\b(?:Global|Nested)Enum\b|\bTestRequired\b/;

/** Whether an expression builds or names a protocol-buffer message or enum. */
export function namesMessage(expression: string): boolean {
  const code = expression.replace(OPAQUE, ' ');
  return [CONSTRUCTION, QUALIFIED, SHORT].some((pattern) => pattern.test(code));
}
