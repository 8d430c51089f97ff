import type { JsonRecord } from '../json/json-value.ts';
import { type Call, isObject } from '../policy/call.ts';
export function redactCall(call: Call, _patterns: readonly string[]) {
  return {
    shownParam: (isObject(call.param) ? call.param : {}) as JsonRecord,
    shown: (message: string) => message,
  };
}
