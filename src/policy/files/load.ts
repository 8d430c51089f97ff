import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { SourceText } from '../../diagnostics/source-text.ts';
import { type CompileOptions, type CompileResult, compileDocuments } from '../compile.ts';
import type { Policy } from '../policy.ts';
import type { NamedText } from '../version.ts';
import { type PolicyReading, readPolicies } from './read-policies.ts';

/** How policy files are read and decided with. Catalogs are found beside the policies that name them. */
export type LoadOptions = Omit<CompileOptions, 'catalogs'>;

/** What the files at some paths say. */
export interface LoadResult extends CompileResult {
  /** The texts by the file names that diagnostics show, for showing lines of them. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

/** Policies that cannot be used, with every mistake in them. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly diagnostics: readonly Diagnostic[];
  /** The texts by the file names that diagnostics show, for showing lines of them. */
  readonly sources: ReadonlyMap<string, SourceText>;

  constructor({ diagnostics, sources }: Pick<LoadResult, 'diagnostics' | 'sources'>) {
    super(summarize(diagnostics));
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}

/**
 * Loads a policy set: files, or directories whose `*.yaml` and `*.yml` files count but for `*.test.yaml`
 * and dot files. Synchronous.
 *
 * @throws PolicyError with all mistakes of all files
 */
export function loadPolicy(paths: string | readonly string[], options: LoadOptions = {}): Policy {
  const result = checkPolicies(paths, options);
  if (result.policy === undefined) throw new PolicyError(result);
  return result.policy;
}

/** The same without throwing: the policy, where there are no errors, and every diagnostic. */
export function checkPolicies(
  paths: string | readonly string[],
  options: LoadOptions = {},
): LoadResult {
  return compileReading(readPolicies(pathList(paths), options.agentFile === true), options);
}

/** Compiles what was read; an unreadable file or catalog is an error like any other. */
export function compileReading(reading: PolicyReading, options: LoadOptions): LoadResult {
  // several documents may name one catalog; it counts once
  const catalogs = new Map<string, NamedText>();
  for (const { name, text } of reading.catalogs) {
    if (typeof text === 'string') catalogs.set(name, { name, text });
  }
  const sources = reading.policies.map(({ source: { name, path = name, text } }) => {
    return [path, new SourceText(path, text)] as const;
  });
  return {
    ...compileDocuments(reading.policies, { ...options, catalogs: [...catalogs.values()] }),
    sources: new Map(sources),
  };
}

/**
 * One or several paths as a list.
 *
 * @throws TypeError when there is none
 */
export function pathList(paths: string | readonly string[]): readonly string[] {
  const list = typeof paths === 'string' ? [paths] : [...paths];
  if (list.length === 0)
    throw new TypeError('give at least one path of a policy file or directory');
  return list;
}

/** Errors listed in the message of a `PolicyError`; the others are in its diagnostics. */
const MOST_LISTED = 10;

function summarize(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const listed = errors.slice(0, MOST_LISTED).map(({ location, code, message }) => {
    return `${location.file}:${location.line}:${location.column}: error[${code}]: ${message}`;
  });
  const more = errors.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
