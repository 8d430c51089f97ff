import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workTimes } from '../approvals/callers.mjs';
import { syncTimes } from '../approvals/disk.mjs';
import { writePolicy } from '../approvals/orders.mjs';
import { createRandom } from '../random.mjs';
import { summary } from './arrivals.mjs';
import { makeAgents, makePerson, startAssent } from './assent-server.mjs';
import { startBare } from './bare-process.mjs';
import { largeCalls } from './calls.mjs';
import { Client, now, withKey } from './client.mjs';
import { checkOpenFiles, gather } from './crowd.mjs';
import { LongPolls } from './long-polls.mjs';

/** Agents that make requests at a time. */
const CALLERS = 64;
/** While only long polls wait, approvals come at any moment of what else the server does. */
const LONGEST_PAUSE_MS = 20;
/** What is about to be freed is. */
const SETTLED_MS = 2_000;
/** Thousands of connections that have ended are noticed, one after the other. */
const GONE_MS = 10_000;
/** About as long as the two events of an approval are together, for servers that do not make them. */
const EVENT_BYTES = 4_000;

/** Requests, listeners and long polls that wait, and approvals. @param {string} directory @param {typeof import('./sizes.mjs').FULL} sizes */
export async function held(directory, sizes) {
  checkOpenFiles(sizes.listeners + sizes.polls);
  const syncs = [syncTimes(directory)];
  const ours = await heldByAssent(directory, sizes);
  const bare = await heardOfBare(sizes);
  syncs.push(syncTimes(directory));
  return { syncs, ...sizes, polls: ours.polls, memory: ours.memory, rows: [...ours.rows, ...bare] };
}

async function heldByAssent(directory, sizes) {
  const server = await startAssent(`sqlite:${join(directory, 'held.db')}`, writePolicy(directory));
  const keys = await makeAgents(server, sizes.agents);
  const viewer = await makePerson(server, 'viewer');
  const approver = new Approver(server.url, await makePerson(server, 'approver'));
  const polls = new LongPolls(server.url);
  try {
    const requests = await makeRequests(server.url, keys, sizes.pending);
    const memory = { before: await server.memory() };
    const waiting = requests.slice(0, sizes.polls);
    for (const request of waiting) polls.add(request);
    await sleep(SETTLED_MS);

    const random = createRandom(1);
    const released = await approver.approve(polls, waiting.splice(0, sizes.releases), () =>
      random.integer(0, LONGEST_PAUSE_MS),
    );
    const alone = { id: 'polls', ...(await releases(polls, released)) };

    const rows = [];
    for (const { id, groups } of crowds(sizes, keys, viewer)) {
      const crowd = await gather(`${server.url}/v1/events`, groups);
      await sleep(SETTLED_MS);
      memory[id] = await server.memory();
      const next = waiting.splice(0, sizes.events);
      const approved = await approver.approve(polls, next, () => sizes.pauseMs);
      const heard = approved.map((one) => ({ ...one, by: hearers(groups, one.key) }));
      rows.push({
        id,
        hear: Math.max(...heard.map(({ by }) => by)),
        ...(await crowd.heard(heard)),
        polls: await releases(polls, approved),
      });
      await crowd.close();
    }
    polls.close();
    await sleep(GONE_MS);
    memory.after = await server.memory();
    return { polls: alone, memory, rows };
  } finally {
    polls.close();
    approver.close();
    await server.close();
  }
}

/** Those who hear everything and those who hear of one agent; then only the former. */
function crowds({ listeners, overseerEvery }, keys, viewer) {
  const overseers = listeners / overseerEvery;
  const each = (listeners - overseers) / keys.length;
  const everything = withKey(viewer);
  return [
    {
      id: 'mixed',
      groups: [
        { headers: everything, count: overseers },
        ...keys.map((key) => ({ headers: withKey(key), count: each, key })),
      ],
    },
    { id: 'everybody', groups: [{ headers: everything, count: listeners }] },
  ];
}

/** How many hear of a request of the agent with this key. */
const hearers = (groups, key) =>
  groups
    .filter((group) => group.key === undefined || group.key === key)
    .reduce((sum, { count }) => sum + count, 0);

async function makeRequests(url, keys, count) {
  const client = new Client(url, CALLERS);
  const next = largeCalls(1);
  const requests = [];
  let turn = 0;
  await workTimes(CALLERS, count, async () => {
    const key = keys[turn % keys.length];
    turn += 1;
    const { body } = await client.take('POST', '/v1/decisions', withKey(key), { call: next() });
    requests.push({ id: body.approval.id, key });
  });
  client.close();
  return requests;
}

class Approver {
  #client;
  #headers;

  constructor(url, key) {
    this.#client = new Client(url);
    this.#headers = withKey(key);
  }

  /** Approves one after the other; a pause counts from one approval to the next. */
  async approve(polls, requests, pauseMs) {
    const approved = [];
    for (const { id, key } of requests) {
      const asked = now();
      const path = `/v1/approvals/${id}/approve`;
      const { at: answered } = await this.#client.take('POST', path, this.#headers, {});
      approved.push({ subject: id, key, asked, answered });
      await polls.released(id);
      await sleep(Math.max(0, asked + pauseMs() - now()));
    }
    return approved;
  }

  close() {
    this.#client.close();
  }
}

async function releases(polls, approved) {
  const moments = [];
  for (const { subject, asked, answered } of approved) {
    const at = await polls.released(subject);
    moments.push({ sinceAsked: at - asked, sinceAnswered: at - answered });
  }
  return {
    count: moments.length,
    sinceAnswered: summary(moments.map(({ sinceAnswered }) => sinceAnswered)),
    sinceAsked: summary(moments.map(({ sinceAsked }) => sinceAsked)),
  };
}

/** The same numbers of listeners on a server that only passes on what it is given. */
async function heardOfBare({ listeners, overseerEvery, agents, events, pauseMs }) {
  const server = await startBare();
  const client = new Client(server.url);
  const rows = [];
  const overseers = listeners / overseerEvery;
  const ofMixed = overseers + (listeners - overseers) / agents;
  for (const [id, by] of [
    ['bare-mixed', ofMixed],
    ['bare-everybody', listeners],
  ]) {
    const crowd = await gather(`${server.url}/events`, [{ headers: {}, count: listeners }]);
    await sleep(SETTLED_MS);
    const heard = [];
    for (let at = 0; at < events; at += 1) {
      const asked = now();
      const event = eventText(at);
      const { at: answered } = await client.take('POST', `/events?to=${by}`, {}, { event });
      heard.push({ subject: String(at), by, asked, answered });
      await sleep(Math.max(0, asked + pauseMs - now()));
    }
    rows.push({ id, hear: by, ...(await crowd.heard(heard)) });
    await crowd.close();
  }
  client.close();
  await server.close();
  return rows;
}

function eventText(at) {
  const event = { request: String(at), text: '.'.repeat(EVENT_BYTES) };
  return `id: ${at}\nevent: bare\ndata: ${JSON.stringify({ action: 'approval.approved', event })}\n\n`;
}
