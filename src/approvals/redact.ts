import { isRecord, type JsonRecord } from '../json/json-value.ts';
import { REDACTED, redactJson, redactText } from '../json/redact.ts';
import type { Call } from '../policy/call.ts';

const ALL_REDACTED: JsonRecord = Object.freeze({ [REDACTED]: REDACTED });

/** A call as people may see it. */
export interface RedactedCall {
  /** The arguments; where a pattern hides all of them, an object that says so. */
  readonly shownParam: JsonRecord;
  /** Hides in a text, such as a message, what is hidden in the call. */
  readonly shown: (text: string) => string;
}

/**
 * Hides what people must not see of a call: what the policies' `redact` patterns name and what is hidden
 * always. The call itself stays as it is.
 *
 * @param call a captured one
 * @param patterns such as `param.card.*`; `*` stands for one name or more
 */
export function redactCall(call: Call, patterns: readonly string[]): RedactedCall {
  const param = call.param ?? {};
  const { value, secrets } = redactJson({ ...call, param }, patterns);
  const shown = isRecord(value) ? value['param'] : undefined;
  return {
    shownParam: isRecord(shown) ? shown : ALL_REDACTED,
    shown: (text) => redactText(text, secrets),
  };
}
