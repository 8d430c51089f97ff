/** A tool call to decide. Only `tool` is required; all else is JSON as the caller has it. */
export interface Call {
  readonly tool: string | ToolReference;
  /** The arguments of the call. */
  readonly param?: JsonObject | undefined;
  readonly agent?: AgentReference | undefined;
  readonly run?: RunReference | undefined;
  readonly action?: JsonObject | undefined;
  readonly resource?: JsonObject | undefined;
  readonly context?: JsonObject | undefined;
  /** OpenTelemetry GenAI attributes beyond those derived from the call. */
  readonly attrs?: JsonObject | undefined;
}

export interface ToolReference {
  readonly name: string;
  readonly server?: string | undefined;
  readonly riskLevel?: string | undefined;
  /** The same as `riskLevel`, as REST and YAML spell it. */
  readonly risk_level?: string | undefined;
  readonly annotations?: JsonObject | undefined;
}

/** Who calls. `id` is what a document's `agents` is matched against. */
export interface AgentReference {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly [key: string]: unknown;
}

export interface RunReference {
  readonly id?: string | undefined;
  readonly user?: string | undefined;
  readonly [key: string]: unknown;
}

/** An object as `JSON.parse` makes it. Only own properties are ever read. */
export type JsonObject = { readonly [key: string]: unknown };

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

/** The agent's id; `undefined` when the call names none: an empty text, like no text at all, names nobody. */
export function agentId(call: Call): string | undefined {
  const id = own(call.agent, 'id');
  return typeof id === 'string' && id !== '' ? id : undefined;
}
