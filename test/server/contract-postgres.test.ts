import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { expectDocumented, OPERATIONS } from '../contract/document.ts';
import { rawOf } from '../contract/generated-request.ts';
import { hostileIds, hostileQueries } from '../contract/hostile-requests.ts';
import { ODD_TEXTS } from '../contract/json-schema-arbitrary.ts';
import { createDatabase, createSchema, type TestDatabase } from '../support/postgres.ts';
import { REQUESTS } from './authorization-requests.ts';
import { isRow } from './authorization-table.ts';
import { openWorld } from './authorization-world.ts';
import type { Given } from './running-server.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

/** PostgreSQL takes no NUL, and no half of a surrogate pair, wherever either comes from. */
describe('I02: odd texts over HTTP, kept in PostgreSQL', () => {
  test('are refused or kept, and nothing fails', { timeout: 120_000 }, async () => {
    const store = await openStore(await createSchema(database.url));
    onTestFinished(() => store.close());
    const world = await openWorld(store);
    const statuses = new Map<number, number>();
    for (const operation of OPERATIONS) {
      const role = /`(\w+)`\.$/.exec(operation.description)?.[1];
      const key = world.keys.get(role ?? '');
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      if (!isRow(operation.id)) throw new Error(`no request is known for ${operation.id}`);
      const living = await REQUESTS[operation.id](world);
      const right = rawOf(operation, living);
      const hostile = [
        ...hostileIds(operation, right),
        ...hostileQueries(operation, right),
        ...oddBodies(living.body).map((body) => ({
          what: JSON.stringify(body),
          request: { ...rawOf(operation, { ...living, body }) },
        })),
      ];
      for (const { what, request } of hostile) {
        const asked = { ...request, headers: { ...headers, ...request.headers } };
        const answer = await world.client.send(asked);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const isNowhere = /"(?:not-found|method-not-allowed)"/.test(answer.text);
        if (!isNowhere) expectDocumented(operation, answer, what);
      }
    }
    expect(world.server.errors).toEqual([]);
    expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)).toBeGreaterThan(100);
  });
});

/** A body with every text in it, in turn, as each of the odd ones. */
function oddBodies(body: unknown): readonly Given['body'][] {
  const text = JSON.stringify(body) ?? '';
  const places = [...text.matchAll(/:"(?:[^"\\]|\\.)*"/g)];
  return places.flatMap(({ 0: { length }, index }) =>
    ODD_TEXTS.map((odd) =>
      JSON.parse(`${text.slice(0, index)}:${JSON.stringify(odd)}${text.slice(index + length)}`),
    ),
  );
}
