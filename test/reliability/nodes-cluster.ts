import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Random } from '../cel/agreement/random.ts';
import { compiled } from '../support/compiled.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import type { Child, Told } from './child.ts';
import { type Office, openOffice } from './nodes-office.ts';
import { HELD_POLICY } from './nodes-probes.ts';
import { ServerNode, steadyPort } from './nodes-server.ts';
import { startSwitch } from './nodes-switch.ts';
import { PAYMENT_POLICIES } from './payments.ts';

/** Three servers of the built package on one database, and who works with them. */
export interface Cluster {
  readonly nodes: readonly ServerNode[];
  readonly office: Office;
  /** Of the database. */
  readonly url: string;
  /** An address that leads to any server that is there. */
  readonly anywhere: string;
  readonly executed: string;
  /** All that agents and reviewers have said until now. */
  readonly told: () => readonly Told[];
  readonly children: Child[];
  /** Changes the policy files of all servers, of one after the other; gives the version. */
  readonly spread: (text: string) => Promise<string>;
  /** Waits until all servers have a version. */
  readonly converge: (version: string) => Promise<void>;
}

/** Starts three servers at once on an empty database. They are killed when the test ends. */
export async function startCluster(url: string, random: Random): Promise<Cluster> {
  const nodes: ServerNode[] = [];
  for (const _ of Array.from({ length: 3 })) {
    const port = await steadyPort();
    nodes.push(new ServerNode(port, temporaryDirectory(), url));
  }
  for (const node of nodes) {
    node.write('pay.yaml', PAYMENT_POLICIES[0] ?? '');
    node.write('wait.yaml', HELD_POLICY);
  }
  await Promise.all(nodes.map((node) => node.start()));
  const office = await openOffice(nodes);
  const executed = join(temporaryDirectory(), 'executed');
  writeFileSync(executed, '');
  const children: Child[] = [];
  return {
    nodes,
    office,
    url,
    anywhere: `http://127.0.0.1:${await startSwitch(nodes.map(({ port }) => port))}`,
    executed,
    children,
    told: () => children.flatMap(({ told }) => told),
    spread: async (text) => {
      for (const node of shuffled(nodes, random)) {
        node.write('pay.yaml', text);
        await sleep(random.below(150));
      }
      return compiled([
        { name: 'pay.yaml', text },
        { name: 'wait.yaml', text: HELD_POLICY },
      ]).version;
    },
    converge: async (version) => {
      const seen = async (): Promise<readonly unknown[]> =>
        Promise.all(
          nodes.map(async (node) => {
            const { body } = await node.insist('/v1/policies', { key: office.admin });
            return body['version'];
          }),
        );
      const deadline = performance.now() + 10_000;
      while ((await seen()).some((one) => one !== version)) {
        if (performance.now() > deadline) expect(await seen()).toEqual(nodes.map(() => version));
        await sleep(50);
      }
    },
  };
}

/** The same in another order. */
export function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const rest = [...list];
  return list.map(() => {
    const [one] = rest.splice(random.below(rest.length), 1);
    if (one === undefined) throw new RangeError('nothing is left');
    return one;
  });
}
