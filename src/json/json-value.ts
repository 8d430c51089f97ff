/** Any value that JSON can write, and that nothing changes any more. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An object of JSON. */
export type JsonRecord = { readonly [key: string]: JsonValue };

/** Whether a value of JSON is an object; lists are none. */
export const isRecord = (value: JsonValue | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
