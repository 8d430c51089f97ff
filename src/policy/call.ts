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
