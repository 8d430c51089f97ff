import { readFileSync } from 'node:fs';
import { openapi } from '../../contract/endpoints/operation.ts';
import { ENDPOINTS } from '../../contract/endpoints.ts';
import { openApiDocument } from '../../contract/openapi.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { type Resource, resource } from '../handler.ts';

let document: JsonRecord | undefined;

/** Made when it is first asked for. */
function describe(): JsonRecord {
  document ??= openApiDocument(ENDPOINTS, packageVersion());
  return document;
}

/** Three folders up from here, in the package as in the sources. */
function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}

export const openApiResources: readonly Resource[] = [resource(openapi, async () => describe())];
