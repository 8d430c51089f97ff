import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/contract/endpoint.ts';
import { whoAmI } from '../../src/contract/endpoints/sessions.ts';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { PROBLEM_STATUS, Problem } from '../../src/contract/problem.ts';
import type { RawAnswer, RawRequest } from '../contract/raw-request.ts';
import { ASKERS, type Asker } from './authorization-askers.ts';
import { REQUESTS } from './authorization-requests.ts';
import { type Outcome, outcomeFor, ROW_IDS, type Row } from './authorization-table.ts';
import { openWorld, stateOf, type World } from './authorization-world.ts';
import type { Given } from './running-server.ts';

/** One request of the matrix, as it went. */
interface Cell {
  readonly id: Row;
  readonly asker: Asker;
  readonly outcome: Outcome | string;
  readonly answer: RawAnswer;
  /** Whether anything in the store is another than before. */
  readonly hasChanged: boolean;
  /** Entries that the audit log grew by. */
  readonly entries: number;
}

const cells: Cell[] = [];
const SIZE = `${ENDPOINTS.length} endpoints times ${ASKERS.length} askers`;

describe(`I07: who may do what, ${SIZE}`, () => {
  test('every endpoint has a row', () => {
    expect([...ROW_IDS].sort()).toEqual(ENDPOINTS.map(({ id }) => id).sort());
    expect(SIZE).toBe('55 endpoints times 39 askers');
  });

  test.each(ROW_IDS)('%s', { timeout: 60_000 }, async (id) => {
    const endpoint = endpointOf(id);
    const world = await openWorld();
    const seen: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const asker of ASKERS) {
      const cell = await ask(world, endpoint, id, asker);
      cells.push(cell);
      seen[asker.name] = cell.outcome;
      expected[asker.name] = expectedOutcome(endpoint, id, asker);
    }
    expect(seen).toEqual(expected);
    expect(world.server.errors).toEqual([]);
  });

  describe('laws over all that was asked', () => {
    test('all of it was', () => {
      expect(cells.length).toBe(ENDPOINTS.length * ASKERS.length);
    });

    test('the key of an agent never decides, halts, or keeps keys and people', () => {
      const never = cells.filter(({ id, asker }) => DECIDING.has(id) && /agent/.test(asker.column));
      expect(never.length).toBe(DECIDING.size * 3);
      expect(never.filter(({ answer }) => answer.status < 400).map(told)).toEqual([]);
      expect(never.filter(({ hasChanged }) => hasChanged).map(told)).toEqual([]);
    });

    test('a viewer changes nothing but what is their own', () => {
      const viewers = cells.filter(({ id, asker }) => asker.column === 'viewer' && !OWN.has(id));
      expect(viewers.length).toBeGreaterThan(200);
      const changing = viewers.filter(({ hasChanged }) => hasChanged);
      // that the log was taken away is told in the log
      expect([...new Set(changing.map(({ id }) => id))]).toEqual(['exportAudit']);
      for (const { entries } of changing) expect(entries).toBe(1);
    });

    test('no GET changes anything', () => {
      const gets = cells.filter(({ id }) => endpointOf(id).method === 'get');
      expect(gets.length).toBe(21 * ASKERS.length);
      expect(gets.filter(({ hasChanged }) => hasChanged).map(told)).toEqual([]);
    });

    test('what is refused changes nothing', () => {
      const refused = cells.filter(({ answer }) => answer.status >= 400);
      expect(refused.length).toBeGreaterThan(1_000);
      expect(refused.filter(({ hasChanged }) => hasChanged).map(told)).toEqual([]);
    });

    test('an agent neither sees nor hears what another one asked for', () => {
      const others = cells.filter(
        ({ id, asker }) => asker.column === 'other agent' && id !== 'openapi',
      );
      expect(others.length).toBe(ENDPOINTS.length - 1);
      const telling = others.filter(({ answer }) => /order-\d|apr_/.test(told404(answer)));
      expect(telling.map(told)).toEqual([]);
    });

    test('who may see nothing hears nothing but why', () => {
      const refused = cells.filter(({ answer }) => answer.status === 401 || answer.status === 403);
      for (const { answer } of refused) {
        expect(Object.keys(JSON.parse(answer.text)).sort()).toEqual([
          'code',
          'detail',
          'status',
          'title',
          'type',
        ]);
        expect(answer.headers['www-authenticate']).toBe(
          answer.status === 401 ? 'Bearer' : undefined,
        );
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    });
  });
});

const DECIDING: ReadonlySet<Row> = new Set<Row>([
  'approve',
  'reject',
  'approveMany',
  'rejectMany',
  'reveal',
  'previewForever',
  'approveForever',
  'halt',
  'resume',
  'listHalts',
  'listKeys',
  'createKey',
  'createOwnKey',
  'revokeKey',
  'revokeOwnKey',
  'listUsers',
  'createUser',
  'changeUser',
  'removeUser',
  'putGroup',
  'removeGroup',
  'activatePolicies',
  'rollBack',
  'makeCheckpoint',
]);

/** One's own sessions, password and keys. */
const OWN: ReadonlySet<Row> = new Set<Row>([
  'createOwnKey',
  'revokeOwnKey',
  'signIn',
  'redeemLink',
  'signOut',
  'changePassword',
]);

const told = ({ id, asker }: Cell): string => `${id}: ${asker.name}`;

/** What an answer tells beside the id that was asked for, which a 404 repeats. */
const told404 = ({ status, text }: RawAnswer): string => (status === 404 ? '' : text);

function endpointOf(id: string): Endpoint {
  const found = ENDPOINTS.find((endpoint) => endpoint.id === id);
  if (found === undefined) throw new Error(`there is no endpoint ${id}`);
  return found;
}

/** A session from elsewhere may look, as browsers let nobody read the answer; it does nothing. */
function expectedOutcome({ method }: Endpoint, id: Row, { column, isOwnSite }: Asker): Outcome {
  const outcome = outcomeFor(id, column);
  if (method === 'get' || isOwnSite) return outcome;
  return outcome === 'auth/missing' || outcome === 'auth/forbidden' ? outcome : 'auth/cross-site';
}

async function ask(world: World, endpoint: Endpoint, id: Row, asker: Asker): Promise<Cell> {
  const headers = await asker.headers(world);
  const given = await REQUESTS[id](world, () => personOf(world, headers));
  const { store } = world.server;
  const [before, head] = [await stateOf(store), await store.logHead()];
  const answer = await world.client.send(requestOf(endpoint, given, headers));
  const after = await stateOf(store);
  const entries = (await store.logHead()).seq - head.seq;
  return {
    id,
    asker,
    outcome: outcomeOf(endpoint, answer),
    answer,
    hasChanged: before !== after,
    entries,
  };
}

/** Whose the headers are; of an agent or nobody, somebody else. */
async function personOf(world: World, headers: Record<string, string>): Promise<string> {
  const { text } = await world.client.send({ method: 'GET', path: whoAmI.path, headers });
  const { user } = JSON.parse(text) as { readonly user?: string | null };
  return user?.replace('user:', '') ?? 'viewer';
}

function requestOf(
  { method, path }: Endpoint,
  { params = {}, query = {}, body }: Given,
  headers: Record<string, string>,
): RawRequest {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const search = new URLSearchParams(query).toString();
  return {
    method: method.toUpperCase(),
    path: search === '' ? at : `${at}?${search}`,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** `allowed` for the very answer that was asked for; else the code of a problem that has the right form. */
function outcomeOf({ status, media }: Endpoint, answer: RawAnswer): string {
  if (answer.status < 400) {
    expect(answer.status).toBe(status);
    if (status !== 204) expect(answer.type.split(';')[0]).toBe(media);
    return 'allowed';
  }
  expect(answer.type).toBe('application/problem+json');
  const problem = Problem.parse(JSON.parse(answer.text));
  expect(problem.status).toBe(answer.status);
  expect(PROBLEM_STATUS[problem.code]).toBe(answer.status);
  return problem.code;
}
