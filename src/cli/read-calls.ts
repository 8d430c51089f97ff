import type { Call } from '../policy/call.ts';
import { readText } from '../policy/files/read-text.ts';
import { complain, EXIT, type ExitCode, type Terminal } from './terminal.ts';

/** UTF-8 bytes of a file, UTF-16 units of a line. The arguments of a call hold at most 1 MiB. */
const LONGEST_CALL = 8 * 2 ** 20;

/** JSON from outside, which `decide` looks into; or why there is none, which names where it was given. */
type Parsed = { readonly call: Call } | { readonly mistake: string };

/** What decides like any call that is no object: blocked. */
const NO_CALL = undefined as unknown as Call;

/**
 * Hands over the call of `--call`, or else those on standard input, one JSON object a line, as they
 * arrive. A line that holds no JSON is reported and handed over as a malformed call, so that every line
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
    if (line?.trim() === '') continue;
    const parsed = parseLine(line, `<stdin>:${number}`);
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

const parseLine = (line: string | undefined, where: string): Parsed =>
  line === undefined
    ? { mistake: `${where}: this line is too long for a call` }
    : parseCall(line, where);

function parseCall(text: string, where: string): Parsed {
  try {
    return { call: JSON.parse(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return { mistake: `${where}: not JSON: ${why.slice(0, 1).toLowerCase()}${why.slice(1)}` };
  }
}

/**
 * Lines end at line feeds alone: JSON may hold the other characters that end lines elsewhere, such as
 * U+2028. A line that is too long gives `undefined`, and is not kept in memory.
 */
async function* linesOf(
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<string | undefined, void> {
  const decoder = new TextDecoder();
  let begun = '';
  let tooLong = false;
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const [rest = '', ...more] = text.split('\n');
    begun += rest;
    for (const next of more) {
      yield tooLong ? undefined : begun;
      begun = next;
      tooLong = false;
    }
    tooLong ||= begun.length > LONGEST_CALL;
    if (tooLong) begun = '';
  }
  if (tooLong || begun !== '') yield tooLong ? undefined : begun;
}
