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

/** A root that has to be an object; absent, it is an empty one. */
export const objectOr = (value: unknown, fault: Fault): JsonObject | Fault =>
  value === undefined || value === null ? NOTHING : isObject(value) ? value : fault;

/** `tool` as conditions see it: snake_case, only what the call says. */
export function toolValue(call: Call, name: string): JsonObject {
  const value: Record<string, unknown> = { name };
  if (!isObject(call.tool)) return value;
  const server = own(call.tool, 'server');
  const risk = own(call.tool, 'riskLevel') ?? own(call.tool, 'risk_level');
  const annotations = own(call.tool, 'annotations');
  if (server !== undefined) value['server'] = server;
  if (risk !== undefined) value['risk_level'] = risk;
  if (annotations !== undefined) value['annotations'] = annotations;
  return value;
}

/** The caller's attributes with the derived ones; a contradicted one is an error when read. */
export function attributes(call: Call, tool: string): JsonObject | Fault {
  const derived = derivedAttributes(call, tool);
  const given: unknown = call.attrs;
  if (given === undefined || given === null) return derived;
  if (!isObject(given)) return OBJECT_FAULTS.attrs;
  const value: Record<string, unknown> = Object.assign(Object.create(null), given);
  for (const [name, follows] of Object.entries(derived)) {
    if (follows === undefined) continue;
    const contradicted = value[name] !== undefined && value[name] !== follows;
    value[name] = contradicted ? CONTRADICTIONS[name as keyof typeof CONTRADICTIONS] : follows;
  }
  return value;
}

/** The clock's time for `now`, from milliseconds since the Unix epoch. */
export function timestampOf(milliseconds: number): Timestamp {
  const seconds = Math.floor(milliseconds / 1000);
  return new Timestamp(seconds, Math.round((milliseconds - seconds * 1000) * 1_000_000));
}
