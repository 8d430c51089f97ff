import { captureCall } from '../../../src/approvals/capture.ts';
import type { CapturedCall } from '../../../src/approvals/captured-call.ts';

/** What agents want to do, by name. */
const CALLS = {
  pay5: { tool: 'pay', param: { amount: 5 } },
  pay50: { tool: 'pay', param: { amount: 50 } },
  ship: { tool: 'ship', param: { box: 'a' } },
  wire: { tool: 'wire', param: { to: 'x' } },
} as const;

export type CallName = keyof typeof CALLS;
export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];

/** The last one names no agent. */
export const AGENTS = ['a1', 'a2', null] as const;
export type AgentName = (typeof AGENTS)[number];

/** Two wants are the same call exactly when both fields are. */
export interface Want {
  readonly call: CallName;
  readonly agent: AgentName;
}

/** The call as the service takes it. */
export function capturedOf({ call, agent }: Want): CapturedCall {
  const name = `${call} of ${agent}`;
  const known = captures.get(name);
  if (known !== undefined) return known;
  const of = agent === null ? {} : { agent: { id: agent } };
  const capture = captureCall({ ...CALLS[call], ...of }, { unbound: false });
  if (!capture.ok) throw new Error(capture.message);
  captures.set(name, capture.captured);
  return capture.captured;
}

const captures = new Map<string, CapturedCall>();
