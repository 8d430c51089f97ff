import type { CapturedCall } from '../approvals/captured-call.ts';

/** A copied call as it is sent: the tool's risk level in the spelling of the wire, all else as it is. */
export function callToWire(call: CapturedCall['call']): Readonly<Record<string, unknown>> {
  const { tool } = call;
  if (typeof tool === 'string') return { ...call };
  const { riskLevel, ...reference } = tool;
  return {
    ...call,
    tool: { ...reference, ...(riskLevel !== undefined && { risk_level: riskLevel }) },
  };
}
