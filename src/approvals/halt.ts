import { agentId, type Call } from '../policy/call.ts';

/** Stops an agent, or all of them: nothing of theirs is decided in their favour, and nothing approved runs. */
export interface Halt {
  /** `null` halts everything. */
  readonly agent: string | null;
  /** Who halted it: a `user:` or `filesystem:` id. */
  readonly by: string;
  readonly reason: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Halts at a time; each is read with every decision. */
export const MOST_HALTS = 1_000;

/** UTF-16 units of a halt's reason: it is kept, read and told with every halt. */
export const LONGEST_HALT_REASON = 500;

/** The halt that stops a call, if one does: that of everything before its agent's. */
export function haltOf(halts: readonly Halt[], call: Call): Halt | undefined {
  if (halts.length === 0) return undefined;
  const agent = agentId(call);
  return halts.find((halt) => halt.agent === null) ?? halts.find((halt) => halt.agent === agent);
}

/** What a caller is told that a halt stops. */
export const haltMessage = ({ agent, by, reason }: Halt): string =>
  `${agent === null ? 'everything' : `\`${agent}\``} is halted by \`${by}\`${reason === null ? '' : `: ${reason}`}`;
