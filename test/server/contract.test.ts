import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodySchema,
  expectDocumented,
  expectProblem,
  methodsAt,
  misfit,
  OPERATIONS,
  type Operation,
} from '../contract/document.ts';
import { type Generated, mixed, rawOf, requestsOf } from '../contract/generated-request.ts';
import {
  HOSTILE_HEADERS,
  hostileBodies,
  hostileIds,
  hostileQueries,
  METHODS,
  strangePaths,
} from '../contract/hostile-requests.ts';
import { mutated, mutations } from '../contract/mutated.ts';
import type { RawAnswer, RawRequest } from '../contract/raw-request.ts';
import { REQUESTS } from './authorization-requests.ts';
import { isRow, type Row } from './authorization-table.ts';
import { openWorld, type World } from './authorization-world.ts';
import type { Given } from './running-server.ts';

/** Times the ordinary run. */
const SCALE = Number(process.env['ASSENT_CASES'] ?? 1);
const SEED = 20_261_120;

/** Each takes half a second of all cores. */
const HASHING: ReadonlySet<string> = new Set(['signIn', 'redeemLink', 'changePassword']);
const DAY = 25 * 60 * 60_000;

const runsOf = ({ id }: Operation, many: number, few: number) => ({
  seed: SEED,
  numRuns: SCALE * (HASHING.has(id) ? few : many),
  endOnFailure: true,
});

const TIME = { timeout: 120_000 * Math.max(1, SCALE) };

describe('I02: what HTTP asks of every server', () => {
  test('HEAD of a stream leaves nobody listening', async () => {
    const { client, keys } = await openWorld();
    const headers = { authorization: `Bearer ${keys.get('admin')}` };
    for (let times = 0; times < 15; times += 1) {
      const { status, text } = await client.send({ method: 'HEAD', path: '/v1/events', headers });
      expect({ status, text }).toEqual({ status: 200, text: '' });
    }
    const { status } = await client.send({ method: 'GET', path: '/v1/events', headers });
    expect(status).toBe(200);
  });

  test('what is too long, or no request at all, is refused, and others are answered', async () => {
    const world = await openWorld();
    const long = 'x'.repeat(40_000);
    const requests: readonly [RawRequest, readonly number[]][] = [
      [{ method: 'GET', path: `/v1/runs/${long}` }, [414, 431]],
      [{ method: 'GET', path: `/v1/approvals?agent=${long}` }, [414, 431]],
      [{ method: 'GET', path: '/v1/me', headers: { 'x-long': long } }, [431]],
      [{ method: 'GET', path: '/v1/me', headers: { host: 'no host!' } }, [400, 401]],
      [{ method: 'GET', path: '/v1/me', headers: { host: '' } }, [400, 401]],
      [{ method: 'GET', path: '*' }, [400, 404]],
      [{ method: 'GET', path: 'http://evil.example/healthz' }, [200, 400, 404]],
      [{ method: 'OPTIONS', path: '*' }, [400, 404]],
      [{ method: 'TRACE', path: '/healthz' }, [400, 405]],
      [{ method: 'POST', path: '/v1/sessions', headers: { 'transfer-encoding': 'x' } }, [400, 501]],
    ];
    for (const [request, statuses] of requests) {
      const { status } = await world.client.send(request);
      expect(statuses, `${request.method} ${request.path.slice(0, 30)}`).toContain(status);
      await expectSound(world);
    }
  });
});

describe('I02: every operation of the OpenAPI document, over HTTP', () => {
  describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    '%s',
    (_, operation) => {
      test('what is as described gets an answer that is', TIME, async () => {
        const world = await openWorld();
        const key = keysFor(world, operation);
        const statuses: number[] = [];
        const property = fc.asyncProperty(
          requestsOf(operation),
          fc.nat(),
          async (generated: Generated, turn) => {
            // so that wrong passwords of the case before count no more
            if (HASHING.has(operation.id)) world.clock.advance(DAY);
            const living = await REQUESTS[rowOf(operation)](world);
            const given = impatient(operation, mixed(generated, living));
            const schema = bodySchema(operation);
            if (schema !== undefined && given.body !== undefined) {
              expect(misfit(schema, JSON.parse(JSON.stringify(given.body)))).toBeUndefined();
            }
            const request = asking(rawOf(operation, given), key[turn % key.length]);
            const answer = await world.client.send(request);
            expectDocumented(operation, answer, toldOf(request));
            statuses.push(answer.status);
          },
        );
        await fc.assert(property, runsOf(operation, 16, 8));
        expect(statuses.filter((status) => status < 300).length, statuses.join()).not.toBe(0);
        await expectSound(world);
      });

      test('what is not gets a documented refusal, and nothing breaks', TIME, async () => {
        const world = await openWorld();
        const [key] = keysFor(world, operation);
        const right = asking(rawOf(operation, await REQUESTS[rowOf(operation)](world)), key);
        const hostile = [
          ...hostileBodies(operation, right),
          ...hostileQueries(operation, right),
          ...hostileIds(operation, right),
        ];
        for (const { what, request, statuses } of hostile) {
          const answer = await world.client.send(request);
          if (isElsewhere(operation, answer)) continue;
          expectDocumented(operation, answer, what);
          if (statuses !== undefined) expect(statuses, what).toContain(answer.status);
        }
        for (const headers of HOSTILE_HEADERS) {
          const answer = await world.client.send({
            ...right,
            headers: { ...right.headers, ...headers },
          });
          expectDocumented(operation, answer, JSON.stringify(headers));
        }
        for (const path of strangePaths(operation)) {
          expectProblem(await world.client.send({ ...right, path }), [404, 405], path);
        }
        await expectOtherMethods(world, right);
        await expectSound(world);
      });

      const schema = bodySchema(operation);
      // where there is no body, there is nothing in it to change
      if (schema === undefined) return;
      test('a body with one thing changed', TIME, async () => {
        const world = await openWorld();
        const [key] = keysFor(world, operation);
        const right = await REQUESTS[rowOf(operation)](world);
        const property = fc.asyncProperty(mutations, async (mutation) => {
          const body = JSON.stringify(mutated(right.body, mutation));
          const request = { ...asking(rawOf(operation, right), key), body };
          const answer = await world.client.send(request);
          expectDocumented(operation, answer, body);
          const isRight = misfit(schema, JSON.parse(body)) === undefined;
          if (!isRight) expect(answer.status, `${operation.id}: ${body.slice(0, 600)}`).toBe(400);
        });
        await fc.assert(property, runsOf(operation, 40, 12));
        await expectSound(world);
      });
    },
  );
});

/** Who may wait for a minute waits no longer than a moment. */
const impatient = ({ id }: Operation, given: Given): Given =>
  id === 'waitForApproval' ? { ...given, query: { ...given.query, timeout_ms: '20' } } : given;

function rowOf({ id }: Operation): Row {
  if (!isRow(id)) throw new Error(`no request is known for ${id}`);
  return id;
}

/** Keys of those whom the document names; none where anybody may ask. */
function keysFor({ keys }: World, { description }: Operation): readonly (string | undefined)[] {
  const roles = [...description.matchAll(/`(\w+)`/g)].map(([, role]) => role ?? '');
  return roles.length === 0 ? [undefined] : roles.toReversed().map((role) => keys.get(role));
}

const asking = (request: RawRequest, key: string | undefined): RawRequest =>
  key === undefined
    ? request
    : { ...request, headers: { authorization: `Bearer ${key}`, ...request.headers } };

const toldOf = ({ method, path, body }: RawRequest): string => `${method} ${path} ${String(body)}`;

/** An id with dots or slashes leads to another place, or to none. */
function isElsewhere(operation: Operation, answer: RawAnswer): boolean {
  if (answer.status !== 404 && answer.status !== 405) return false;
  const { code }: { code: string } = JSON.parse(answer.text);
  if (code !== 'not-found' && code !== 'method-not-allowed') return false;
  expectProblem(answer, [404, 405], operation.id);
  return true;
}

async function expectOtherMethods(world: World, right: RawRequest): Promise<void> {
  const { path } = right;
  const allowed = methodsAt(path.split('?')[0] ?? '');
  for (const method of METHODS.filter((one) => !allowed.includes(one))) {
    const { headers = {} } = right;
    const answer = await world.client.send({ method, path, headers });
    if (method === 'HEAD') {
      expect(answer.text).toBe('');
      expect(answer.status).toBeLessThan(500);
      if (!allowed.includes('GET')) expect(answer.status).toBe(405);
      continue;
    }
    expectProblem(answer, [405], `${method} ${path}`);
    expect(String(answer.headers['allow']).split(', ').sort()).toEqual([...allowed].sort());
  }
}

/** The server answers as before, and nothing failed beside what was asked. */
async function expectSound({ client, server }: World): Promise<void> {
  const { status } = await client.send({ method: 'GET', path: '/healthz' });
  expect(status).toBe(200);
  expect(server.errors).toEqual([]);
}
