import { Client, withKey } from './client.mjs';
import { startServer } from './server-process.mjs';

const PROGRAM = new URL('../../dist/cli/main.js', import.meta.url);

/** What a load generator of one machine needs; everything else is as it usually is. */
const LIMITS = {
  'rate-limit-per-second': 1_000_000,
  'rate-limit-burst': 0,
  'max-requests': 20_000,
  'max-waits': 20_000,
  'max-listeners': 20_000,
};

const OWN_SITE = { 'sec-fetch-site': 'same-origin' };

/**
 * The program as it is built, with somebody to administer it.
 *
 * @typedef {import('./server-process.mjs').ServerProcess & { admin: string }} AssentServer `admin` is a key
 *
 * @param {string} store its URL
 * @param {string} policies
 * @returns {Promise<AssentServer>}
 */
export async function startAssent(store, policies) {
  const given = { ...LIMITS, port: 0, store, policies };
  const flags = Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await startServer(PROGRAM, ['serve', ...flags], (said) => said.includes('next:'));
  const [, token] = /#token=([\w-]+)/.exec(server.said) ?? [];
  const client = new Client(server.url);
  const redeemed = await client.take('POST', '/v1/sessions/link', OWN_SITE, {
    token,
    user: 'admin@example.com',
    password: 'a password for the bench only',
  });
  const [cookie] = redeemed.headers['set-cookie'][0].split(';');
  const { body } = await client.take(
    'POST',
    '/v1/me/keys',
    { ...OWN_SITE, cookie },
    { name: 'bench' },
  );
  client.close();
  return { ...server, admin: keyOf(body) };
}

/** Makes a person with a key. @param {AssentServer} server @param {'viewer' | 'approver'} role */
export async function makePerson({ url, admin }, role) {
  const client = new Client(url);
  const user = `${role}@example.com`;
  await client.take('POST', '/v1/users', withKey(admin), { user, role });
  const wish = { name: role, role, owner: user };
  const { body } = await client.take('POST', '/v1/keys', withKey(admin), wish);
  client.close();
  return keyOf(body);
}

/**
 * Makes the keys of agents `order-bot-1` and so on, which belong to the administrator.
 *
 * @param {AssentServer} server
 * @param {number} count
 * @returns {Promise<string[]>}
 */
export async function makeAgents({ url, admin }, count) {
  const client = new Client(url);
  const keys = [];
  for (let at = 1; at <= count; at += 1) {
    const wish = { name: `bot ${at}`, role: 'agent', agent: `order-bot-${at}` };
    const { body } = await client.take('POST', '/v1/keys', withKey(admin), wish);
    keys.push(keyOf(body));
  }
  client.close();
  return keys;
}

const keyOf = ({ key }) => key;
