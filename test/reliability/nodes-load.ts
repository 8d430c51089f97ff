import { expect } from 'vitest';
import type { Random } from '../cel/agreement/random.ts';
import { until } from '../support/until.ts';
import { type Child, finish, startChild, type Told } from './child.ts';
import type { Cluster } from './nodes-cluster.ts';

const LEASE_MS = 1_000;

/** Agents and reviewers at work on a cluster. */
export interface Load {
  /** Kills a process of agents; another one goes on with their calls. */
  readonly killAgents: () => Promise<void>;
  /** Waits until calls have ended since it was asked. */
  readonly progress: () => Promise<void>;
  /** Lets everybody come to their end: agents wait for what they have asked. */
  readonly finish: () => Promise<void>;
}

/** Starts two processes of agents, and one of reviewers. */
export function startLoad(cluster: Cluster, random: Random): Load {
  const { nodes, office, anywhere, executed, children } = cluster;
  // most go through the switch, one keeps to a server of its own
  const agents = office.agents.map((agent, index) => ({
    ...agent,
    url: index === 0 ? (nodes[1]?.url ?? '') : anywhere,
  }));
  const start = (name: string, index: number, firstKey: number, comingBack: readonly number[]) => {
    const own = agents.filter((_, at) => at % 2 === index);
    const orders = { agents: own, name, seed: random.below(2 ** 31), firstKey, comingBack };
    const child = startChild('node-agents.mjs', { ...orders, executed, leaseMs: LEASE_MS });
    children.push(child);
    return { name, index, child, lives: [child] };
  };
  const processes = [start('one', 0, 0, []), start('two', 1, 0, [])];
  const people = startChild('node-reviewers.mjs', {
    people: office.people,
    urls: [...nodes.map(({ url }) => url), anywhere],
    seed: random.below(2 ** 31),
  });
  children.push(people);
  return {
    progress: async () => {
      const ended = (): number => cluster.told().filter(({ kind }) => kind === 'ended').length;
      const before = ended();
      await until('calls go on', () => ended() > before + 5);
    },
    killAgents: async () => {
      const at = random.below(processes.length);
      const dying = processes[at];
      if (dying === undefined) throw new Error('there are agents');
      dying.child.process.kill('SIGKILL');
      await dying.child.ended;
      const { firstKey, comingBack } = leftBy(dying.name, dying.lives);
      const next = start(dying.name, dying.index, firstKey, comingBack);
      processes[at] = { ...next, lives: [...dying.lives, next.child] };
    },
    finish: async () => {
      for (const { child } of processes) expect(await finish(child)).toEqual(ENDED);
      expect(await finish(people)).toEqual(ENDED);
    },
  };
}

const ENDED = { code: 0, signal: null };

/** Numbers up to this many over the last one that was told of may have been used. */
const UNTOLD = 100;

/** What the dead have begun and not finished, of calls that every policy holds: those can come back. */
function leftBy(name: string, lives: readonly Child[]) {
  const told = lives.flatMap((life) => life.told);
  const numberOf = ({ key }: Told): number => Number(String(key ?? '').split('-')[1] ?? 0);
  const ended = new Set(told.filter(({ kind }) => kind === 'ended').map(numberOf));
  const last = Math.max(0, ...told.map(numberOf));
  const first = Math.max(1, last - UNTOLD);
  const comingBack = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter(
    (number) => number % 5 < 3 && !ended.has(number),
  );
  return { name, firstKey: last + UNTOLD, comingBack: comingBack.slice(-12) };
}
