import type { Path } from '../../json/json-path.ts';
import { isRecord, type JsonRecord, type JsonValue } from '../../json/json-value.ts';

const STEP = /(?:^|(?<=.)\.)([^.[\]"\s]+)|\[(0|[1-9][0-9]{0,8})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * The place of an argument as people write it: `amount`, `customer.id`, `items[0].price`, and
 * `["odd.name"]` for a name that is no word. `undefined` for what is no such path.
 */
export function parseArgumentPath(text: string): Path | undefined {
  const path: Path = [];
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (found === null) return undefined;
    const [, name, index, quoted] = found;
    const step = index === undefined ? (name ?? unquoted(quoted ?? '')) : Number(index);
    if (step === undefined) return undefined;
    path.push(step);
  }
  return path.length === 0 ? undefined : path;
}

function unquoted(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The value at a path; `undefined` where there is none. */
export function argumentAt(param: JsonRecord, path: Readonly<Path>): JsonValue | undefined {
  let value: JsonValue | undefined = param;
  for (const step of path) value = memberOf(value, step);
  return value;
}

function memberOf(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  return isRecord(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
}

/** The same arguments with another value at a path that is there. */
export function withArgument(
  value: JsonValue,
  [step, ...rest]: Readonly<Path>,
  other: JsonValue,
): JsonValue {
  if (step === undefined) return other;
  if (Array.isArray(value)) {
    return value.map((one, at) => (at === step ? withArgument(one, rest, other) : one));
  }
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([key, one]) => {
    return [key, key === String(step) ? withArgument(one, rest, other) : one] as const;
  });
  return Object.fromEntries(members);
}
