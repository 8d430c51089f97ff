import { readFileSync, writeFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { EXAMPLES } from '../../src/contract/examples.ts';
import { openApiDocument } from '../../src/contract/openapi.ts';

const FILE = new URL('../../schemas/openapi.json', import.meta.url);
const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const written = `${JSON.stringify(openApiDocument(ENDPOINTS, version), undefined, 2)}\n`;

describe('I02: the OpenAPI document', () => {
  test('is the one that the endpoints give', () => {
    if (process.env['UPDATE'] !== undefined) writeFileSync(FILE, written);
    expect(readFileSync(FILE, 'utf8') === written, 'write it with UPDATE=1').toBe(true);
  });

  test('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(written))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const broken = { ...JSON.parse(written), paths: { x: {} } };
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
  });

  test('names every operation once, and nothing twice', () => {
    const ids = ENDPOINTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const places = ENDPOINTS.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('refers to what is in it', () => {
    const document = JSON.parse(written);
    const names = [...written.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) expect(document.components.schemas).toHaveProperty(String(name));
  });

  describe.each(ENDPOINTS.map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s',
    (id, endpoint) => {
      const example = EXAMPLES[id];

      test('has an example of what goes in, which is valid', () => {
        expect(example?.body === undefined).toBe(endpoint.body instanceof z.ZodUndefined);
        expect(endpoint.body.safeParse(example?.body).error).toBeUndefined();
      });

      test('has an example of what comes out, which is valid', () => {
        const isText = endpoint.media === 'application/x-ndjson';
        const isNothing = endpoint.answer instanceof z.ZodUndefined || isText;
        expect(example?.answer === undefined).toBe(isNothing);
        if (!isNothing) expect(endpoint.answer.safeParse(example?.answer).error).toBeUndefined();
      });

      test('its path names its parameters', () => {
        const named = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const { properties = {} } = z.toJSONSchema(endpoint.params) as { properties?: object };
        expect(Object.keys(properties)).toEqual(named);
      });
    },
  );

  test('no example is of no endpoint', () => {
    const ids = new Set(ENDPOINTS.map(({ id }) => id));
    expect(Object.keys(EXAMPLES).filter((id) => !ids.has(id))).toEqual([]);
  });
});
