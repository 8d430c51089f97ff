import { expect } from 'vitest';
import type { ServerNode } from './nodes-server.ts';

const PASSWORD = 'correct horse battery';

/** Who works with the servers, each with a key. */
export interface Office {
  readonly admin: string;
  readonly agents: readonly { readonly id: string; readonly key: string }[];
  readonly people: readonly { readonly id: string; readonly key: string }[];
  /** The agents of the test itself. */
  readonly prober: string;
  readonly halting: string;
}

const AGENTS = ['billing', 'refunds', 'payroll', 'travel'];
const PEOPLE = ['dora', 'emil', 'fay'];

/**
 * The first administrator signs in at one server with the link that it printed, and makes keys at all of
 * them. Of servers that start on an empty store at once, each prints a link: the last one that was made counts.
 */
export async function openOffice(nodes: readonly ServerNode[]): Promise<Office> {
  const [one, two, three] = nodes;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three nodes');
  const links = nodes.flatMap(({ printed }) => /http\S+#token=[\w-]+/.exec(printed)?.[0] ?? []);
  const redeemed = [];
  for (const token of links) {
    const body = { token, user: 'root', password: PASSWORD };
    redeemed.push(await two.ask('/v1/sessions/link', { method: 'POST', body }));
  }
  const [signedIn, ...others] = redeemed.filter(({ status }) => status === 201);
  expect(others).toEqual([]);
  const cookie = cookieOf(signedIn?.headers);
  const make = async (node: ServerNode, path: string, body: object): Promise<string> => {
    const answer = await node.ask(path, { method: 'POST', body, cookie });
    expect(answer).toMatchObject({ status: 201 });
    return String(answer.body['key']);
  };
  const admin = await make(three, '/v1/me/keys', { name: 'admin' });
  for (const user of ['owner', ...PEOPLE]) {
    await make(one, '/v1/users', { user, role: 'approver' });
  }
  const agentKey = (agent: string): Promise<string> =>
    make(two, '/v1/keys', { name: agent, role: 'agent', agent, owner: 'user:owner' });
  const agents = [];
  for (const id of AGENTS) agents.push({ id, key: await agentKey(id) });
  const people = [];
  for (const name of PEOPLE) {
    const body = { name, role: 'approver', owner: `user:${name}` };
    people.push({ id: `user:${name}`, key: await make(three, '/v1/keys', body) });
  }
  return {
    admin,
    agents,
    people,
    prober: await agentKey('prober'),
    halting: await agentKey('halting'),
  };
}

/** Signs in at one server, is known at the next, signs out there, and is unknown at all of them. */
export async function probeSession(nodes: readonly ServerNode[]): Promise<void> {
  const [one, two, three] = nodes;
  const body = { user: 'root', password: PASSWORD };
  const signedIn = await one?.insist('/v1/sessions', { method: 'POST', body });
  expect(signedIn).toMatchObject({ status: 201 });
  const cookie = cookieOf(signedIn?.headers);
  for (const node of nodes) {
    expect(await node.insist('/v1/me', { cookie })).toMatchObject({
      status: 200,
      body: { user: 'user:root' },
    });
  }
  const out = await two?.insist('/v1/sessions/current', { method: 'DELETE', cookie });
  // the first answer may have been lost
  expect([204, 401]).toContain(out?.status);
  for (const node of [three, one, two]) {
    expect(await node?.insist('/v1/me', { cookie })).toMatchObject({ status: 401 });
  }
}

/** A key that is made at one server is taken by all at once, and, revoked at another one, by none any more. */
export async function probeKey(nodes: readonly ServerNode[], admin: string): Promise<void> {
  const [one, two] = nodes;
  const body = { name: 'brief', role: 'agent', agent: 'brief', owner: 'user:owner' };
  const made = await one?.insist('/v1/keys', { method: 'POST', body, key: admin });
  expect(made).toMatchObject({ status: 201 });
  const key = String(made?.body['key']);
  for (const node of nodes) {
    expect(await node.insist('/v1/me', { key })).toMatchObject({
      status: 200,
      body: { agent: 'brief' },
    });
  }
  const path = `/v1/keys/${String(made?.body['id'])}`;
  const revoked = await two?.insist(path, { method: 'DELETE', key: admin });
  expect(revoked).toMatchObject({ status: 200 });
  for (const node of nodes) {
    expect(await node.insist('/v1/me', { key })).toMatchObject({ status: 401 });
  }
}

const cookieOf = (headers: Headers | undefined): string =>
  headers?.get('set-cookie')?.split(';')[0] ?? '';
