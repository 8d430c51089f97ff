import type { CallWire } from '../contract/call.ts';
import type { Principal } from '../identity/principal.ts';
import type { Call } from '../policy/call.ts';
import { ProblemError } from './problem.ts';

/**
 * A call as its sender may ask for it: of an agent, what names no agent is that agent's own. What is `null` is
 * absent. Nothing else is checked; whoever captures the call does.
 *
 * @throws ProblemError `auth/other-agent` for an agent's call in the name of another one
 */
export function ownedCall(wire: CallWire, principal: Principal): Call {
  const { tool, param, agent, ...others } = wire;
  const present = Object.entries({ ...others, param }).filter(([, part]) => !isAbsent(part));
  return {
    ...Object.fromEntries(present),
    tool: typeof tool === 'string' ? tool : toolOf(tool),
    agent: principal.kind === 'agent' ? own(agent, principal.agentId) : (agent ?? undefined),
  };
}

/** Whatever stands for an id and is another one is refused, also where it is no id at all. */
function own(agent: CallWire['agent'], agentId: string): Call['agent'] {
  const id = agent?.['id'];
  if (!isAbsent(id) && id !== '' && id !== agentId) {
    throw new ProblemError(
      'auth/other-agent',
      `the key is that of agent \`${agentId}\`: leave \`agent.id\` out, or use the key of the other agent`,
    );
  }
  return { ...agent, id: agentId };
}

const toolOf = (tool: Exclude<CallWire['tool'], string>): Exclude<Call['tool'], string> => ({
  name: tool.name,
  server: tool.server ?? undefined,
  risk_level: tool.risk_level ?? undefined,
  annotations: tool.annotations ?? undefined,
});

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
