import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { SourceText } from '../../diagnostics/source-text.ts';
import { type PolicySource, type ReadPolicy, readSource } from '../compile.ts';
import { MOST_BYTES } from '../document/yaml-limits.ts';
import { findPolicies } from './find-policies.ts';
import { readText, type Unreadable } from './read-text.ts';

/** A policy set as it stood on disk at one moment. Plain data, so that it can come from another thread. */
export interface PolicyReading {
  readonly policies: readonly ReadPolicy[];
  readonly catalogs: readonly CatalogFile[];
  /** Of everything that was read, and of why anything was not. */
  readonly digest: string;
}

/** A catalog that a document names. */
export interface CatalogFile {
  /** As the document spells it. */
  readonly name: string;
  /** Where it is: beside the document, where `name` is relative. */
  readonly path: string;
  readonly text: string | Unreadable;
}

export type CatalogPlace = Pick<CatalogFile, 'name' | 'path'>;

/** A saved list of tools with their schemas may be much larger than a policy. */
const LARGEST_CATALOG = 8 * MOST_BYTES;

/** How often a set that changes while it is read is read again. */
const MOST_ATTEMPTS = 5;

/**
 * Reads the policies at the given paths and the catalogs they name. The files are read a second time, and
 * all of them anew where the two differ, so that a reading never mixes what was there before a change
 * with what is there after it. A set that does not come to rest is a mistake.
 */
export function readPolicies(paths: readonly string[], agentFile: boolean): PolicyReading {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const sources = readSources(paths);
    const policies = sources.map((found) => readFound(found, agentFile));
    const catalogs = catalogsOf(policies).map(readCatalog);
    const digest = digestOf(sources, catalogs);
    if (digest === digestPolicies(paths, catalogs)) {
      return { policies: policies.map((one) => withCatalog(one, catalogs)), catalogs, digest };
    }
  }
  return restless(paths);
}

/** The digest that a reading would have, if its policies still name the given catalogs. */
export function digestPolicies(
  paths: readonly string[],
  catalogs: readonly CatalogPlace[],
): string {
  return digestOf(readSources(paths), catalogs.map(readCatalog));
}

/** A policy file with its text, or with why there is none. */
interface FoundSource {
  readonly source: PolicySource & { readonly path: string };
  readonly mistake: Unreadable | undefined;
}

function readSources(paths: readonly string[]): readonly FoundSource[] {
  return findPolicies(paths).map(({ name, path, mistake }) => {
    const text = mistake ?? readText(path, MOST_BYTES);
    return typeof text === 'string'
      ? { source: { name, path, text }, mistake: undefined }
      : { source: { name, path, text: '' }, mistake: text };
  });
}

function readFound({ source, mistake }: FoundSource, agentFile: boolean): ReadPolicy {
  if (mistake === undefined) return readSource(source, agentFile);
  return { source, document: undefined, diagnostics: [aboutFile(source.path, mistake)] };
}

/** The catalogs that the documents name, each name and place once. */
function catalogsOf(policies: readonly ReadPolicy[]): readonly CatalogPlace[] {
  const places = new Map<string, CatalogPlace>();
  for (const { source, document } of policies) {
    if (document?.catalog === undefined) continue;
    const place = placeOf(source, document.catalog.text);
    places.set(JSON.stringify([place.name, place.path]), place);
  }
  return [...places.values()];
}

const placeOf = ({ name, path = name }: PolicySource, catalog: string): CatalogPlace => ({
  name: catalog,
  path: resolve(dirname(path), catalog),
});

const readCatalog = ({ name, path }: CatalogPlace): CatalogFile => ({
  name,
  path,
  text: readText(path, LARGEST_CATALOG, name),
});

/** The policy with what is wrong about its catalog, said where the document names it. */
function withCatalog(policy: ReadPolicy, catalogs: readonly CatalogFile[]): ReadPolicy {
  const { source, document, diagnostics } = policy;
  if (document?.catalog === undefined) return policy;
  const { name, path } = placeOf(source, document.catalog.text);
  const mistake = mistakeOf(name, path, catalogs);
  if (mistake === undefined) return policy;
  const text = new SourceText(source.path ?? source.name, source.text);
  const diagnostic: Diagnostic = {
    code: 'catalog/unreadable',
    severity: 'error',
    location: text.locate(document.catalog.span),
    message: mistake.message,
    help: mistake.help ?? 'the path is relative to the policy file',
  };
  // without its catalog the document goes on to be checked for other mistakes
  const checkable = { ...document, catalog: undefined };
  return { source, document: checkable, diagnostics: [...diagnostics, diagnostic] };
}

function mistakeOf(
  name: string,
  path: string,
  catalogs: readonly CatalogFile[],
): Pick<Unreadable, 'message' | 'help'> | undefined {
  const text = catalogs.find((one) => one.name === name && one.path === path)?.text;
  if (typeof text === 'object') return text;
  // a version hashes catalogs by the name that documents give them
  if (catalogs.every((one) => one.name !== name || one.text === text)) return undefined;
  return {
    message: `another policy names another catalog \`${name}\``,
    help: 'give one of the two catalogs another file name',
  };
}

/** A diagnostic about a file as a whole points at its first character. */
function aboutFile(file: string, { code, message, help }: Unreadable): Diagnostic {
  const location = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { code, severity: 'error', location, message, ...(help !== undefined && { help }) };
}

function restless(paths: readonly string[]): PolicyReading {
  const [path = ''] = paths;
  const mistake: Unreadable = {
    code: 'file/unreadable',
    message: `\`${path}\` keeps changing while it is read`,
  };
  const source = { name: path, path, text: '' };
  const policies = [readFound({ source, mistake }, false)];
  return { policies, catalogs: [], digest: mistake.message };
}

function digestOf(sources: readonly FoundSource[], catalogs: readonly CatalogFile[]): string {
  return createHash('sha256')
    .update(JSON.stringify([sources, catalogs]))
    .digest('hex');
}
