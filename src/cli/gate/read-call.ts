import type { JsonRecord, JsonValue } from '../../json/json-value.ts';
import { type Call, isObject } from '../../policy/call.ts';
import { readText } from '../../policy/files/read-text.ts';

/** In bytes; arguments hold at most 1 MiB, and may be written with more space. */
const LARGEST_FILE = 8 * 2 ** 20;

/** A name and a value, as the command line has them. */
export type Pair = readonly [name: string, value: string];

/** What the command line says of a call. */
export interface GivenCall {
  readonly param?: readonly Pair[];
  readonly paramFile?: string;
  readonly context?: readonly Pair[];
  readonly reason?: string;
  readonly run?: string;
}

/** `name=value`, or nothing. */
export function readPair(text: string): Pair | undefined {
  const equals = text.indexOf('=');
  return equals < 1 ? undefined : [text.slice(0, equals), text.slice(equals + 1)];
}

/**
 * The call of a tool as the command line describes it.
 *
 * @throws Error for a name that is given twice, or a file that holds no arguments
 */
export function readCall(tool: string, given: GivenCall): Call {
  const { param = [], paramFile, context = [], reason, run } = given;
  const reasons: readonly Pair[] = reason === undefined ? [] : [['reason', JSON.stringify(reason)]];
  const said = fromPairs([...reasons, ...context], '--context');
  const listed = fromPairs(param, '--param');
  return {
    tool,
    param: paramFile === undefined ? listed : { ...readParamFile(paramFile), ...listed },
    ...(Object.keys(said).length > 0 && { context: said }),
    ...(run !== undefined && { run: { id: run } }),
  };
}

function fromPairs(pairs: readonly Pair[], option: string): JsonRecord {
  const values = new Map<string, JsonValue>();
  for (const [name, text] of pairs) {
    if (values.has(name)) throw new Error(`\`${name}\` is given twice: leave out one ${option}`);
    values.set(name, readValue(text));
  }
  // own properties, whatever their names
  return Object.fromEntries(values);
}

/** JSON where it is JSON, else text. */
function readValue(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readParamFile(path: string): JsonRecord {
  const text = readText(path, LARGEST_FILE);
  if (typeof text !== 'string') throw new Error(text.message);
  let param: unknown;
  try {
    param = JSON.parse(text);
  } catch {
    throw new Error(`\`${path}\` is not JSON`);
  }
  if (isObject(param)) return param as JsonRecord;
  throw new Error(`\`${path}\` holds no arguments: write a JSON object`);
}
