import { Fault } from '../cel/fault.ts';
import { Timestamp } from '../cel/value.ts';
import { type Call, isObject, type JsonObject, own } from './call.ts';

/** What an absent object is. */
export const NOTHING: JsonObject = Object.freeze({});
const NO_SPAN = { start: 0, end: 0 };

const notAnObject = (name: string): Fault =>
  new Fault('not-json', `the call's \`${name}\` is not an object`, NO_SPAN);

/** What conditions read where the call has something else than an object. */
export const OBJECT_FAULTS = {
  agent: notAnObject('agent'),
  run: notAnObject('run'),
  action: notAnObject('action'),
  resource: notAnObject('resource'),
  context: notAnObject('context'),
  attrs: notAnObject('attrs'),
} as const;

/**
 * Attributes that follow from the call, after the OpenTelemetry GenAI semantic conventions. One literal,
 * so that all have one shape; `undefined` is absent.
 */
const derivedAttributes = (call: Call, tool: string) => ({
  'gen_ai.tool.name': tool,
  'gen_ai.agent.name': own(call.agent, 'name'),
  'gen_ai.agent.id': own(call.agent, 'id'),
  'gen_ai.conversation.id': own(call.run, 'id'),
});

const contradiction = (name: string): Fault =>
  new Fault('invalid-argument', `attribute \`${name}\` contradicts the call`, NO_SPAN);

const CONTRADICTIONS: Readonly<Record<keyof ReturnType<typeof derivedAttributes>, Fault>> = {
  'gen_ai.tool.name': contradiction('gen_ai.tool.name'),
  'gen_ai.agent.name': contradiction('gen_ai.agent.name'),
  'gen_ai.agent.id': contradiction('gen_ai.agent.id'),
  'gen_ai.conversation.id': contradiction('gen_ai.conversation.id'),
};

/** Attributes a caller may add. OpenTelemetry keeps 128 of a span where nothing else is said. */
const MOST_ATTRIBUTES = 1000;

const TOO_MANY_ATTRIBUTES = new Fault(
  'budget',
  `the call's \`attrs\` holds more than ${MOST_ATTRIBUTES} attributes`,
  NO_SPAN,
);

function hasMoreKeys(value: JsonObject, most: number): boolean {
  let count = 0;
  for (const _key in value) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

const TWO_RISK_LEVELS = new Fault(
  'invalid-argument',
  'the call gives its tool two risk levels, `riskLevel` and `risk_level`',
  NO_SPAN,
);

/** A root that has to be an object; absent, it is an empty one. */
export const objectOr = (value: unknown, fault: Fault): JsonObject | Fault =>
  value === undefined || value === null ? NOTHING : isObject(value) ? value : fault;

/** `tool` as conditions see it: snake_case, only what the call says. */
export function toolValue(call: Call, name: string): JsonObject {
  const value: Record<string, unknown> = { name };
  if (!isObject(call.tool)) return value;
  const server = own(call.tool, 'server');
  const risk = riskLevel(call.tool);
  const annotations = own(call.tool, 'annotations');
  if (server !== undefined) value['server'] = server;
  if (risk !== undefined) value['risk_level'] = risk;
  if (annotations !== undefined) value['annotations'] = annotations;
  return value;
}

/** Both spellings are one field; two that differ are an error when read. */
function riskLevel(tool: JsonObject): unknown {
  const camel = own(tool, 'riskLevel');
  const snake = own(tool, 'risk_level');
  return camel === undefined || snake === undefined || camel === snake
    ? (camel ?? snake)
    : TWO_RISK_LEVELS;
}

/** The caller's attributes with the derived ones; a contradicted one is an error when read. */
export function attributes(call: Call, tool: string): JsonObject | Fault {
  const derived = derivedAttributes(call, tool);
  const given: unknown = call.attrs;
  if (given === undefined || given === null) return derived;
  if (!isObject(given)) return OBJECT_FAULTS.attrs;
  if (hasMoreKeys(given, MOST_ATTRIBUTES)) return TOO_MANY_ATTRIBUTES;
  const value: Record<string, unknown> = Object.assign(Object.create(null), given);
  for (const [name, follows] of Object.entries(derived)) {
    if (follows === undefined) continue;
    const contradicted = value[name] !== undefined && value[name] !== follows;
    value[name] = contradicted ? CONTRADICTIONS[name as keyof typeof CONTRADICTIONS] : follows;
  }
  return value;
}

/** The last millisecond of the year 9999, where CEL's time ends; it begins with the year 1. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const FIRST = -62_135_596_800_000;

const NO_TIME = new Fault('invalid-argument', 'the clock gives no time', NO_SPAN);

/** The clock's time for `now`, from milliseconds since the Unix epoch. */
export function timestampOf(milliseconds: number): Timestamp | Fault {
  if (!(milliseconds >= FIRST && milliseconds <= LAST)) return NO_TIME;
  const seconds = Math.floor(milliseconds / 1000);
  return new Timestamp(seconds, Math.round((milliseconds - seconds * 1000) * 1_000_000));
}
