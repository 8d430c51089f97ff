/** Arguments that count how often they are read: a probe for how many conditions a decision evaluates. */
import type { JsonObject } from '../../../src/policy/call.ts';

export interface Counted {
  readonly param: JsonObject;
  /** How often each argument was read since the last count; counting starts over. */
  readonly takeReads: () => Readonly<Record<string, number>>;
}

export function counted(values: JsonObject): Counted {
  let reads: Record<string, number> = {};
  const param = {};
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(param, key, {
      enumerable: true,
      get: () => {
        reads[key] = (reads[key] ?? 0) + 1;
        return value;
      },
    });
  }
  const takeReads = () => {
    const taken = reads;
    reads = {};
    return taken;
  };
  return { param, takeReads };
}
