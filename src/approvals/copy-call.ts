import { admitJson, JSON_LIMITS, type Refusal } from '../json/admit.ts';
import { isRecord, type JsonRecord, type JsonValue } from '../json/json-value.ts';
import { isObject, own, type ToolReference } from '../policy/call.ts';
import { MAX_NAME } from '../policy/malformed.ts';
import type { CapturedCall } from './captured-call.ts';

/** A call from outside, copied, or why it is malformed. */
export type CallCopy = { readonly ok: true; readonly call: CapturedCall['call'] } | Refusal;

/** The parts of a call beside its tool; what else is in it is left behind. */
const ROOTS = ['param', 'agent', 'run', 'action', 'resource', 'context', 'attrs'] as const;
const TOOL_FIELDS = ['name', 'server', 'riskLevel', 'risk_level', 'annotations'] as const;

/** The call itself is one level: each of its parts may have those that the limits gives the arguments. */
const LIMITS = Object.freeze({ ...JSON_LIMITS, depth: JSON_LIMITS.depth + 1 });

/**
 * Copies and freezes a call, so that what is decided, shown and approved is what is executed. In the
 * copy, the tool is a text where only its name is known, else a reference with `riskLevel`. Whatever
 * `Call` names is absent when it is null, but for `param`. Never throws, and needs nothing of Node.
 *
 * @param call a `Call` from outside: anything may be in it
 * @returns a refusal when the call names no tool, is not JSON within limits, or has something of another
 *   type where `Call` says one; whoever asked gets it as the error `call/malformed`
 */
export function copyCall(call: unknown): CallCopy {
  const parts = partsOf(call);
  if (typeof parts === 'string') return refusal(parts);
  const admission = admitJson(parts, LIMITS, 'the call');
  if (!admission.ok) return admission;
  const copy = isRecord(admission.value) ? readCopy(admission.value) : 'the call is not an object';
  return typeof copy === 'string' ? refusal(copy) : { ok: true, call: copy };
}

const refusal = (message: string): Refusal => ({ ok: false, message });

/** The parts of a call, each read once, neither copied nor checked; a text says why there are none. */
function partsOf(call: unknown): Readonly<Record<string, unknown>> | string {
  try {
    if (!isObject(call)) return 'the call is not an object';
    const tool = own(call, 'tool');
    return {
      tool: isObject(tool) ? pick(tool, TOOL_FIELDS) : tool,
      ...pick(call, ROOTS),
    };
  } catch {
    // a getter or a Proxy threw
    return 'the call could not be read';
  }
}

const pick = (value: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(keys.map((key) => [key, own(value, key)]));

/** The call that the copied parts make; a text says what is wrong with them. */
function readCopy(copy: JsonRecord): CapturedCall['call'] | string {
  const tool = readTool(copy['tool']);
  if (typeof tool === 'string') return tool;
  const param = copy['param'];
  if (param !== undefined && !isRecord(param)) return 'the arguments in `param` are not an object';
  const agent = readPart(copy['agent'], 'agent', ['id', 'name']);
  if (typeof agent === 'string') return agent;
  const run = readPart(copy['run'], 'run', ['id', 'user']);
  if (typeof run === 'string') return run;
  const others: Record<string, JsonRecord> = {};
  for (const root of ['action', 'resource', 'context', 'attrs'] as const) {
    const part = readPart(copy[root], root, []);
    if (typeof part === 'string') return part;
    if (part !== undefined) others[root] = part;
  }
  return Object.freeze({
    tool: Object.keys(tool).length === 1 ? tool.name : tool,
    ...(param === undefined ? {} : { param }),
    ...(agent === undefined ? {} : { agent }),
    ...(run === undefined ? {} : { run }),
    ...others,
  });
}

/** A tool with only what is known of it, and one spelling; a text says what is wrong with it. */
function readTool(tool: JsonValue | undefined): ToolReference | string {
  const fields = isRecord(tool) ? tool : { name: tool ?? null };
  const name = fields['name'];
  if (typeof name !== 'string' || name === '') return 'the call names no tool';
  if (name.length > MAX_NAME) return `the tool's name is longer than ${MAX_NAME} characters`;
  const given = readPart(fields, 'tool', ['server', 'riskLevel', 'risk_level']);
  if (given === undefined || typeof given === 'string') return given ?? 'the call names no tool';
  const { server, riskLevel = given.risk_level } = given;
  if (given.risk_level !== undefined && given.risk_level !== riskLevel) {
    return 'the call gives its tool two risk levels, `riskLevel` and `risk_level`; write one of them';
  }
  const annotations = readPart(fields['annotations'], 'tool.annotations', []);
  if (typeof annotations === 'string') return annotations;
  return Object.freeze({
    name,
    ...(server === undefined ? {} : { server }),
    ...(riskLevel === undefined ? {} : { riskLevel }),
    ...(annotations === undefined ? {} : { annotations }),
  });
}

/** An object in which some members, where there are any, are texts. */
type WithTexts<K extends string> = JsonRecord & { readonly [P in K]?: string };

/**
 * An optional part of a call, without those texts that are null; a text says what is wrong with it.
 *
 * @param place what messages call the part
 * @param texts members that have to be texts of limited length
 */
function readPart<K extends string>(
  value: JsonValue | undefined,
  place: string,
  texts: readonly K[],
): WithTexts<K> | undefined | string {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) return `\`${place}\` is not an object`;
  const part = texts.some((key) => value[key] === null) ? withoutNulls(value, texts) : value;
  if (!hasTexts(part, texts)) {
    return `\`${place}.${texts.find((key) => !isTextOrAbsent(part[key]))}\` is not text`;
  }
  const long = texts.find((key) => (part[key]?.length ?? 0) > MAX_NAME);
  return long === undefined ? part : `\`${place}.${long}\` is longer than ${MAX_NAME} characters`;
}

const isTextOrAbsent = (value: JsonValue | undefined): boolean =>
  value === undefined || typeof value === 'string';

const hasTexts = <K extends string>(value: JsonRecord, keys: readonly K[]): value is WithTexts<K> =>
  keys.every((key) => isTextOrAbsent(value[key]));

const withoutNulls = (value: JsonRecord, keys: readonly string[]): JsonRecord =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(value).filter(([key, member]) => member !== null || !keys.includes(key)),
    ),
  );
