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
