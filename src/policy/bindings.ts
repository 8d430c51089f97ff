import type { Environment, Evaluate, Frame, StaticType, Variable } from '../cel/environment.ts';
import { DEFAULT_LIMITS } from '../cel/environment.ts';
import { Fault } from '../cel/fault.ts';
import { Timestamp } from '../cel/value.ts';
import type { Call, JsonObject } from './call.ts';

const NOTHING: JsonObject = Object.freeze({});
const NO_SPAN = { start: 0, end: 0 };

const notAnObject = (name: string): Fault =>
  new Fault('not-json', `the call's \`${name}\` is not an object`, NO_SPAN);

const OBJECT_FAULTS = {
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

interface Made {
  tool?: JsonObject;
  attrs?: JsonObject | Fault;
  now?: Timestamp;
}

/**
 * What a condition's root names read but for `param`: a call, seen as CEL values, each made when first
 * asked for.
 */
export class CallBindings {
  call: Call = { tool: '' };
  #name = '';
  /** What is made from the call when first asked for; emptied for each call. */
  #made: Made | undefined;
  readonly #clock: () => number;

  /** @param clock milliseconds since the Unix epoch; read only when a condition names `now` */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** @param name the call's tool */
  reset(call: Call, name: string): void {
    this.call = call;
    this.#name = name;
    this.#made = undefined;
  }

  get tool(): JsonObject {
    this.#made ??= {};
    this.#made.tool ??= toolValue(this.call, this.#name);
    return this.#made.tool;
  }

  get attrs(): JsonObject | Fault {
    this.#made ??= {};
    this.#made.attrs ??= attributes(this.call, this.#name);
    return this.#made.attrs;
  }

  get now(): Timestamp {
    this.#made ??= {};
    this.#made.now ??= timestampOf(this.#clock());
    return this.#made.now;
  }
}

/** A root that has to be an object; absent, it is an empty one. */
const objectOr = (value: unknown, fault: Fault): JsonObject | Fault =>
  value === undefined || value === null ? NOTHING : isObject(value) ? value : fault;

/** The tool's name, whichever way the call gives it; `undefined` when it gives none. */
export function toolName(call: Call): string | undefined {
  const tool: unknown = call.tool;
  if (typeof tool === 'string') return tool;
  const name = own(tool, 'name');
  return typeof name === 'string' ? name : undefined;
}

/** True for what JSON calls an object; arrays and functions are none. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property of an object; `undefined` for anything else. */
export const own = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** `tool` as conditions see it: snake_case, only what the call says. */
function toolValue(call: Call, name: string): JsonObject {
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
function attributes(call: Call, tool: string): JsonObject | Fault {
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

function timestampOf(milliseconds: number): Timestamp {
  const seconds = Math.floor(milliseconds / 1000);
  return new Timestamp(seconds, Math.round((milliseconds - seconds * 1000) * 1_000_000));
}

const bindingsOf = (frame: Frame): CallBindings => frame.bindings as CallBindings;

const callOf = (frame: Frame): Call => bindingsOf(frame).call;

const root = (type: StaticType, read: Evaluate): Variable => ({ type, read });

/** The root names of a condition. Every number in a call is a JSON number. */
export const POLICY_ENVIRONMENT: Environment = {
  container: '',
  jsonNumbers: true,
  limits: DEFAULT_LIMITS,
  variables: new Map<string, Variable>([
    ['param', { type: 'map', read: (frame) => frame.primary, primary: true }],
    ['tool', root('map', (frame) => bindingsOf(frame).tool)],
    ['action', root('map', (frame) => objectOr(callOf(frame).action, OBJECT_FAULTS.action))],
    ['resource', root('map', (frame) => objectOr(callOf(frame).resource, OBJECT_FAULTS.resource))],
    ['agent', root('map', (frame) => objectOr(callOf(frame).agent, OBJECT_FAULTS.agent))],
    ['run', root('map', (frame) => objectOr(callOf(frame).run, OBJECT_FAULTS.run))],
    ['context', root('map', (frame) => objectOr(callOf(frame).context, OBJECT_FAULTS.context))],
    ['attrs', root('map', (frame) => bindingsOf(frame).attrs)],
    ['now', root('google.protobuf.Timestamp', (frame) => bindingsOf(frame).now)],
  ]),
};

/** Roots that the caller asserts: a rule that loosens on them trusts the caller. */
export const CALLER_ASSERTED = ['context', 'resource', 'action', 'run', 'attrs'] as const;
