import { isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { entryYaml } from './entry-yaml.ts';
import type { EntryTexts } from './exception-entry.ts';

/** A text that is put into another one. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** How far entries stand from the key of their list, where the block has no other list to go by. */
const USUAL_STEP = 2;

/**
 * Where an entry goes in a block, as its author would write it: at the end of `except`, or in an `except`
 * of its own after what the block covers. `undefined` for a layout that leaves no room.
 */
export function insertionOf(
  text: string,
  block: YAMLMap,
  entry: EntryTexts,
): Insertion | undefined {
  const except = pairOf(block, 'except');
  const list = except?.value;
  if (except !== undefined && isSeq(list)) {
    return list.flow === true ? inBrackets(list, entry) : asItem(text, except, list, entry);
  }
  const covered = pairOf(block, 'tools') ?? pairOf(block, 'when');
  if (except !== undefined || covered === undefined) return undefined;
  return block.flow === true ? inBraces(covered, entry) : asKey(text, covered, entry);
}

function pairOf(block: YAMLMap, key: string): Pair | undefined {
  return block.items.find((pair) => isScalar(pair.key) && pair.key.source === key);
}

/** `[a]` becomes `[a, entry]`; a comma at the end stays the last. */
function inBrackets(list: YAMLSeq, entry: EntryTexts): Insertion | undefined {
  const written = entryYaml(entry, true);
  if (list.items.length > 0) return after(list.items.at(-1), `, ${written}`);
  return list.range ? { offset: list.range[0] + 1, text: written } : undefined;
}

/** `{ tools: [a] }` becomes `{ tools: [a], except: [entry] }`. */
const inBraces = ({ value }: Pair, entry: EntryTexts): Insertion | undefined =>
  after(value, `, except: [${entryYaml(entry, true)}]`);

function after(node: unknown, text: string): Insertion | undefined {
  const offset = contentEnd(node);
  return offset === undefined ? undefined : { offset, text };
}

/** A line after the last item. */
function asItem(
  text: string,
  { key }: Pair,
  list: YAMLSeq,
  entry: EntryTexts,
): Insertion | undefined {
  const column = columnOf(text, startOf(list));
  const end = contentEnd(list);
  const outer = columnOf(text, startOf(key));
  if (column === undefined || end === undefined || outer === undefined) return undefined;
  return asLines(text, end, outer, [`${' '.repeat(column)}- ${entryYaml(entry, false)}`]);
}

/** Two lines after the key that says what the block covers. */
function asKey(text: string, { key, value }: Pair, entry: EntryTexts): Insertion | undefined {
  const column = columnOf(text, startOf(key));
  const end = contentEnd(value);
  if (column === undefined || end === undefined) return undefined;
  const list = isSeq(value) && value.flow !== true ? columnOf(text, startOf(value)) : undefined;
  const inner = list ?? column + USUAL_STEP;
  return asLines(text, end, column, [
    `${' '.repeat(column)}except:`,
    `${' '.repeat(inner)}- ${entryYaml(entry, false)}`,
  ]);
}

/**
 * Lines after the one on which something ends. Comments that stand further in than its key belong to it,
 * as does a comment behind it.
 *
 * @param column of the key, from 0
 */
function asLines(
  text: string,
  end: number,
  column: number,
  lines: readonly string[],
): Insertion | undefined {
  let offset = text.charAt(end - 1) === '\n' ? end : endOfLine(text, end);
  if (!/^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(end, offset))) return undefined;
  for (;;) {
    const next = endOfLine(text, offset);
    const comment = /^( *)#/.exec(text.slice(offset, next))?.[1];
    if (comment === undefined || comment.length <= column) break;
    offset = next;
  }
  const isOpen = text.charAt(offset - 1) !== '\n';
  const lineBreak = lineBreakNear(text, offset);
  const added = lines.join(lineBreak);
  return { offset, text: isOpen ? `${lineBreak}${added}` : `${added}${lineBreak}` };
}

/** Where the line after the one of an offset begins, or the text ends. */
function endOfLine(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** The line break before an offset; that of the first line where none is there. */
function lineBreakNear(text: string, offset: number): string {
  const at = text.charAt(offset - 1) === '\n' ? offset - 1 : text.indexOf('\n');
  return text.charAt(at - 1) === '\r' ? '\r\n' : '\n';
}

/** Where the last thing in a node ends, without comments and blank lines after it. */
function contentEnd(node: unknown): number | undefined {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return contentEnd(last?.value ?? last?.key);
  }
  if (isSeq(node) && node.flow !== true) return contentEnd(node.items.at(-1));
  return isNode(node) ? node.range?.[1] : undefined;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** The column of an offset, from 0, where nothing but the marks of list items stands before it. */
function columnOf(text: string, offset: number | undefined): number | undefined {
  if (offset === undefined) return undefined;
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^ *(?:- +)*$/.test(before) ? before.length : undefined;
}
