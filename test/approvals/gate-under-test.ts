import type { GatedCall } from '../../src/approvals/gate/gated-call.ts';
import type { ToolGate } from '../../src/approvals/gate/tool-gate.ts';
import type { JsonRecord } from '../../src/json/json-value.ts';
import type { ManualClock } from '../support/manual-clock.ts';

/** A person who decides requests. */
export interface SuiteReviewer {
  readonly approve: (id: string, reason?: string) => Promise<unknown>;
  readonly reject: (id: string, reason?: string) => Promise<unknown>;
  readonly cancel: (id: string, reason?: string) => Promise<unknown>;
  readonly reveal: (id: string) => Promise<JsonRecord>;
}

/** How a gate of the suite behaves; what is absent is as usual. */
export interface SuiteOptions {
  readonly approvalTimeoutMs?: number;
  readonly failureMode?: 'fail_closed' | 'fail_open';
}

/** A gate, wherever it decides, with the people and the clock behind it. Time stands still. */
export interface UnderTest {
  readonly gate: ToolGate;
  /** A gate of the same agent, on the same requests, as a program that starts again has it. */
  readonly another: (options?: SuiteOptions) => Promise<ToolGate>;
  readonly reviewer: (user: string, ...groups: readonly string[]) => Promise<SuiteReviewer>;
  readonly clock: ManualClock;
  /** Everything that the audit log says, in order. */
  readonly events: () => Promise<readonly Record<string, unknown>[]>;
  /** Nothing can be decided or written until `mend`. */
  readonly fail: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

/** Makes a gate that decides by a policy; it is closed when the test ends. */
export type OpenGate = (policy: string, options?: SuiteOptions) => Promise<UnderTest>;

export const PAY: GatedCall = { tool: 'pay', param: { amount: 5 } };

export const POLICY = `
approval:
  tools: [pay]
  timeout: 1h
block:
  tools: [drop]
  message: "Never."
`;

/** The same, where a rejection is nothing that an agent fails of. */
export const ADAPTING = POLICY.replace('timeout: 1h', 'timeout: 1h\n  on_rejection: continue');

/** A tool that counts its runs. */
export function counted(): { readonly run: () => string; readonly runs: () => number } {
  let runs = 0;
  return {
    run: () => {
      runs += 1;
      return 'paid';
    },
    runs: () => runs,
  };
}
