import type { JsonRecord } from '../json/json-value.ts';
import type { Call } from '../policy/call.ts';

/**
 * A call as it came in: copied, frozen, within the limits. This copy is shown, digested, decided again,
 * and executed.
 */
export interface CapturedCall {
  readonly call: Call & { readonly param?: JsonRecord | undefined };
  /**
   * `sha256:` of the RFC 8785 form of `{ v: 1, tool, server, agent, param, risk_level, annotations,
   * action, resource, attrs, context }`; an approval is for calls of this digest only.
   */
  readonly digest: string;
  /** The arguments were not handed over: the caller's code closes over them, and the digest says nothing of them. */
  readonly unbound: boolean;
}

/** The arguments of a captured call. */
export const argumentsOf = ({ call }: Pick<CapturedCall, 'call'>): JsonRecord =>
  call.param ?? NO_ARGUMENTS;

const NO_ARGUMENTS: JsonRecord = Object.freeze({});
