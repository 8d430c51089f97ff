/** What a word of another language is in CEL. */
export interface ForeignWord {
  /** It stands where CEL has an operator, so that the parser stops at it. */
  readonly operator: boolean;
  /** What to write, marked up for a help line. */
  readonly instead: string;
}

const WORDS: ReadonlyMap<string, ForeignWord> = new Map([
  ['and', { operator: true, instead: '`&&`' }],
  ['or', { operator: true, instead: '`||`' }],
  ['not', { operator: true, instead: '`!`' }],
  ['is', { operator: true, instead: '`==`' }],
  ['eq', { operator: true, instead: '`==`' }],
  ['ne', { operator: true, instead: '`!=`' }],
  ['gt', { operator: true, instead: '`>`' }],
  ['lt', { operator: true, instead: '`<`' }],
  ['if', { operator: true, instead: '`condition ? value : other`' }],
  ['then', { operator: true, instead: '`condition ? value : other`' }],
  ['else', { operator: true, instead: '`condition ? value : other`' }],
  ['contains', { operator: true, instead: '`text.contains("part")`' }],
  ['matches', { operator: true, instead: '`text.matches("pattern")`' }],
  ['true', { operator: false, instead: '`true`' }],
  ['false', { operator: false, instead: '`false`' }],
  ['none', { operator: false, instead: '`null`' }],
  ['nil', { operator: false, instead: '`null`' }],
  ['null', { operator: false, instead: '`null`' }],
  ['undefined', { operator: false, instead: '`has(param.field)` to ask whether a field is there' }],
]);

/** What to write for a word that another language has, whatever its case; `undefined` for any other word. */
export function foreignWord(word: string): ForeignWord | undefined {
  return WORDS.get(word.toLowerCase());
}

/** What other languages call a function or method of CEL. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['len', 'size'],
  ['length', 'size'],
  ['count', 'size'],
  ['includes', 'contains'],
  ['has', 'contains'],
  ['tolowercase', 'lowerAscii'],
  ['tolower', 'lowerAscii'],
  ['lower', 'lowerAscii'],
  ['touppercase', 'upperAscii'],
  ['toupper', 'upperAscii'],
  ['upper', 'upperAscii'],
  ['strip', 'trim'],
  ['str', 'string'],
  ['tostring', 'string'],
  ['float', 'double'],
  ['number', 'double'],
  ['parseint', 'int'],
  ['boolean', 'bool'],
  ['date', 'timestamp'],
  ['match', 'matches'],
  ['test', 'matches'],
  ['any', 'exists'],
  ['some', 'exists'],
  ['every', 'all'],
  ['select', 'filter'],
  ['where', 'filter'],
  ['replaceall', 'replace'],
  ['concat', 'join'],
  ['typeof', 'type'],
]);

/** CEL's own name for a function that other languages call `name`. */
export function foreignFunction(name: string): string | undefined {
  return FUNCTIONS.get(name.toLowerCase());
}
