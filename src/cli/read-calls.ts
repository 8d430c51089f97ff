import type { Call } from '../policy/call.ts';
import { readText } from '../policy/files/read-text.ts';
import { complain, EXIT, type ExitCode, type Terminal } from './terminal.ts';

/** In bytes of UTF-8. The arguments of a call hold at most 1 MiB. */
const LONGEST_CALL = 8 * 2 ** 20;

/** JSON from outside, which `decide` looks into; or why there is none, which names where it was given. */
type Parsed = { readonly call: Call } | { readonly mistake: string };

/** Stands in for a call that could not be read: it names no tool, so it is blocked. */
const NO_CALL: Call = { tool: '' };

/**
 * Hands over the call of `--call`, or else those on standard input, one JSON object a line, as they
 * arrive. A line that is not UTF-8 or holds no JSON is reported and handed over as a malformed call, so that every line
 * has its decision.
 *
 * @param given JSON, or `@` and the path of a file with JSON
 */
export async function forEachCall(
  given: string | undefined,
  terminal: Terminal,
  handle: (call: Call) => void,
): Promise<ExitCode> {
  if (given !== undefined) {
    const parsed = readGivenCall(given);
    if ('mistake' in parsed) return complain(terminal, parsed.mistake);
    handle(parsed.call);
    return EXIT.fine;
  }
  let code: ExitCode = EXIT.fine;
  let number = 0;
  for await (const line of linesOf(terminal.input())) {
    number += 1;
    const parsed = parseLine(line, number);
    if (parsed === undefined) continue;
    if ('mistake' in parsed) code = complain(terminal, parsed.mistake);
    handle('mistake' in parsed ? NO_CALL : parsed.call);
  }
  return code;
}

function readGivenCall(given: string): Parsed {
  if (!given.startsWith('@')) return parseCall(given, '--call');
  const path = given.slice(1);
  const text = readText(path, LONGEST_CALL);
  return typeof text === 'string' ? parseCall(text, path) : { mistake: text.message };
}

/** `undefined` for an empty line. */
function parseLine(line: Uint8Array | undefined, number: number): Parsed | undefined {
  const where = `<stdin>:${number}`;
  if (line === undefined) return { mistake: `${where}: this line is too long for a call` };
  const text = decode(line, number);
  if (text === undefined) return { mistake: `${where}: this line is not UTF-8 text` };
  return text.trim() === '' ? undefined : parseCall(text, where);
}

/** Strictly: a call that was altered on its way here might be decided as another. */
function decode(line: Uint8Array, number: number): string | undefined {
  try {
    // a byte order mark may begin the input, and nothing else
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: number > 1 }).decode(line);
  } catch {
    return undefined;
  }
}

function parseCall(text: string, where: string): Parsed {
  try {
    return { call: JSON.parse(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return { mistake: `${where}: not JSON: ${why.slice(0, 1).toLowerCase()}${why.slice(1)}` };
  }
}

const LINE_FEED = 0x0a;

/**
 * Lines end at line feeds alone: JSON may hold the other characters that end lines elsewhere, such as
 * U+2028. A line that is too long gives `undefined`, and is not kept in memory.
 */
async function* linesOf(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array | undefined, void> {
  let begun: Uint8Array[] = [];
  let length = 0;
  const line = () => (length > LONGEST_CALL ? undefined : Buffer.concat(begun));
  const add = (part: Uint8Array) => {
    length += part.length;
    if (length > LONGEST_CALL) begun = [];
    else begun.push(part);
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end));
      yield line();
      begun = [];
      length = 0;
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield line();
}
