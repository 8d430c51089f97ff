import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Assent } from '../../src/client/assent.ts';
import { Random } from '../cel/agreement/random.ts';
import { compiled } from '../support/compiled.ts';
import { createDatabase } from '../support/postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { type Child, finish, startChild, type Told } from './child.ts';
import { checkNodes } from './nodes-check.ts';
import { ServerNode, steadyPort } from './nodes-cluster.ts';
import { EventFollower } from './nodes-events.ts';
import { type Office, openOffice, probeKey, probeSession } from './nodes-office.ts';
import { approve, HELD_POLICY, hold, probeHalt } from './nodes-probes.ts';
import { startSwitch } from './nodes-switch.ts';
import { PAYMENT_POLICIES } from './payments.ts';

const KILLS = Number(process.env['ASSENT_CASES'] ?? 2);
const SEED = Number(process.env['ASSENT_SEED'] ?? 34);
/** All servers are restarted in turn after so many kills. */
const KILLS_A_ROLL = 4;
const LEASE_MS = 1_000;

test(`I17: three servers on one database are killed ${KILLS} times under load, and their clients go on with the others`, {
  timeout: 90_000 + KILLS * 15_000,
}, async () => {
  const random = new Random(SEED);
  const cluster = await startCluster(random);
  const { nodes, office, url, executed, told } = cluster;
  const followers = nodes.map((_, index) => new EventFollower(nodes, office.admin, SEED + index));
  for (const follower of followers) follower.start();
  const load = startLoad(cluster, random);
  const totals = {
    kills: 0,
    rolls: 0,
    agentsKilled: 0,
    halts: 0,
    keys: 0,
    sessions: 0,
    policies: 0,
  };
  const times = { release: 0, restart: 0, shutdown: 0 };

  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  let probes = 0;

  /** Ends servers under calls that wait at the first one, and has these go on at others. */
  const interrupt = async (victims: readonly ServerNode[], signal: 'SIGKILL' | 'SIGTERM') => {
    const [first] = victims;
    if (first === undefined) throw new Error('somebody is to end');
    probes += 1;
    const id = await hold(first, office.prober, `probe-${probes}`);
    const waiting = [first.url, cluster.anywhere].map((at) => {
      const client = new Assent({ url: at, apiKey: office.prober, onError: () => {} });
      return client.approvals.wait({ approvalId: id }).finally(() => client.close());
    });
    const path = `/v1/approvals/${id}/wait?timeout_ms=60000`;
    const interrupted = first.ask(path, { key: office.prober }).catch(() => undefined);
    await sleep(100 + random.below(300));
    const began = performance.now();
    const endings = await Promise.all(victims.map((victim) => victim.end(signal)));
    if (signal === 'SIGTERM') {
      times.shutdown = Math.max(times.shutdown, performance.now() - began);
      for (const ending of endings) expect(ending).toEqual({ code: 0, signal: null });
      // it is told to come back
      expect(await interrupted).toMatchObject({ status: 503, body: { code: 'shutting-down' } });
    } else expect(await interrupted).toBeUndefined();
    const restarted = (async () => {
      await sleep(random.below(800));
      const starts = performance.now();
      await Promise.all(victims.map((victim) => victim.start()));
      times.restart = Math.max(times.restart, performance.now() - starts);
    })();
    // a failure is told once it is waited for
    restarted.catch(() => {});
    if (nodes.every(({ isUp }) => !isUp)) await restarted;
    const alive = nodes.filter((node) => node.isUp && node !== first);
    const [waitsAt = first, approvesAt = waitsAt] = alive;
    const resumed = waitsAt.insist(path, { key: office.prober });
    await sleep(random.below(200));
    await approve(approvesAt, office.people[probes % 3]?.key ?? '', id);
    const approved = performance.now();
    expect(await resumed).toMatchObject({ status: 200, body: { status: 'approved' } });
    times.release = Math.max(times.release, performance.now() - approved);
    await restarted;
    expect(await Promise.all(waiting)).toEqual(['approved', 'approved']);
  };

  const killing = async (): Promise<void> => {
    while (totals.kills < KILLS) {
      await progress(told);
      const most = Math.min(KILLS - totals.kills, random.chance(0.3) ? 2 + random.below(2) : 1);
      const victims = shuffled(nodes, random).slice(0, most);
      await interrupt(victims, 'SIGKILL');
      totals.kills += victims.length;
      if (totals.rolls * KILLS_A_ROLL < totals.kills) {
        for (const node of nodes) await interrupt([node], 'SIGTERM');
        totals.rolls += 1;
      }
    }
    await progress(told);
  };

  const policies = async (): Promise<void> => {
    while (!isOver) {
      await sleep(300 + random.below(1_200));
      const text = random.pick(PAYMENT_POLICIES);
      totals.policies += 1;
      // some were never in force, others come back
      await cluster.spread(random.chance(0.6) ? `${text}# ${totals.policies}\n` : text);
    }
  };

  const agents = async (): Promise<void> => {
    while (!isOver) {
      await sleep(1_000 + random.below(4_000));
      if (isOver) return;
      await load.killAgents();
      totals.agentsKilled += 1;
    }
  };

  const halts = async (): Promise<void> => {
    while (!isOver) {
      totals.halts += 1;
      const agent = random.chance(0.7) ? 'halting' : null;
      await probeHalt(shuffled(nodes, random), office, `halt-${totals.halts}`, agent);
      await sleep(random.below(1_000));
    }
  };

  const people = async (): Promise<void> => {
    while (!isOver) {
      await probeKey(shuffled(nodes, random), office.admin);
      totals.keys += 1;
      await probeSession(shuffled(nodes, random));
      totals.sessions += 1;
      await sleep(random.below(500));
    }
  };

  const began = performance.now();
  await Promise.all([
    killing().finally(over),
    ...[policies, agents, halts, people].map((probe) => probe().finally(over)),
  ]);
  const version = await cluster.spread(`${PAYMENT_POLICIES[0]}# the last one\n`);
  await cluster.converge(version);
  await load.finish();

  const verified = await nodes[0]?.insist('/v1/audit/verify', { key: office.admin });
  expect(verified?.body).toMatchObject({ ok: true, problem: null });
  const head = Number(verified?.body['entries']);
  await until('listeners have heard all', () => followers.every(({ heard }) => heard >= head));
  const seconds = Math.round((performance.now() - began) / 1_000);
  const endings = await Promise.all(nodes.map((node) => node.end('SIGTERM')));
  expect(endings).toEqual(nodes.map(() => ({ code: 0, signal: null })));
  await Promise.all(followers.map((follower) => follower.close()));
  const found = await checkNodes(url, told(), executed);
  for (const { seqs, heard } of followers) {
    expect(seqs).toEqual(found.told.filter((seq) => seq <= heard));
  }
  expect(nodes.flatMap(({ errors }) => errors)).toEqual([]);

  const failures = told().filter(({ kind }) => kind === 'failed').length;
  const { told: events, ...rest } = found;
  const hops = followers.reduce((sum, { opened }) => sum + opened, 0);
  console.log(
    JSON.stringify({ ...totals, ...rest, failures, events: events.length, hops, seconds, times }),
  );
  // or nothing of it was tried
  expect(found.runs).toBeGreaterThan(KILLS * 5);
  expect(failures).toBeGreaterThan(0);
  expect(totals.halts).toBeGreaterThan(0);
  expect(totals.sessions).toBeGreaterThan(0);
  expect(found.activations).toBeGreaterThan(1);
});

interface Cluster {
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

async function startCluster(random: Random): Promise<Cluster> {
  const database = await createDatabase();
  onTestFinished(() => database.drop());
  const nodes: ServerNode[] = [];
  for (const _ of Array.from({ length: 3 })) {
    const port = await steadyPort((bound) => random.below(bound));
    nodes.push(new ServerNode(port, temporaryDirectory(), database.url));
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
    url: database.url,
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

interface Load {
  /** Kills a process of agents; another one goes on with their calls. */
  readonly killAgents: () => Promise<void>;
  /** Lets everybody come to their end: agents wait for what they have asked. */
  readonly finish: () => Promise<void>;
}

function startLoad(cluster: Cluster, random: Random): Load {
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

/** Waits until calls have ended since it was asked. */
async function progress(told: () => readonly Told[]): Promise<void> {
  const ended = (): number => told().filter(({ kind }) => kind === 'ended').length;
  const before = ended();
  await until('calls go on', () => ended() > before + 10);
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const rest = [...list];
  return list.map(() => {
    const [one] = rest.splice(random.below(rest.length), 1);
    if (one === undefined) throw new RangeError('nothing is left');
    return one;
  });
}
