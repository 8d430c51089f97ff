import { DEFAULT_STEPS } from '../cel/environment.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { compareText, inOrder } from '../diagnostics/order.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { deepFreeze } from '../json/freeze.ts';
import type { PolicyDocument } from './document/policy-document.ts';
import { readPolicyDocument } from './document/read-policy-document.ts';
import { Policy } from './policy.ts';
import { checkCatalog } from './rules/catalog.ts';
import { RuleCompiler } from './rules/compile-rules.ts';
import type { PolicyText } from './rules/condition.ts';
import { DecisionTree } from './tree/decision-tree.ts';
import { scopeDocument } from './tree/governance.ts';
import { type NamedText, policyVersion } from './version.ts';

/** The text of one policy file. */
export interface PolicySource extends NamedText {
  /** Names the file in decisions and in `policyVersion`: its base name, nothing of the machine. */
  readonly name: string;
  readonly text: string;
  /** Names the file in diagnostics; `name` where absent. */
  readonly path?: string;
}

export interface CompileOptions {
  /** The catalogs that documents refer to, named as the documents spell them. */
  readonly catalogs?: readonly NamedText[];
  /** Read agent definition files: only `name` and `approval` count. */
  readonly agentFile?: boolean;
  /** Milliseconds since the Unix epoch, for conditions that name `now`; the system's clock where absent. */
  readonly clock?: () => number;
  /** Steps one decision may spend on conditions; 100,000 where absent. */
  readonly steps?: number;
}

export interface CompileResult {
  /** `undefined` when any diagnostic is an error. */
  readonly policy: Policy | undefined;
  /** All mistakes of all files, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A policy file after reading, as it may come from another thread. */
export interface ReadPolicy {
  readonly source: PolicySource;
  /** `undefined` when the file's mistakes left nothing to compile. */
  readonly document: PolicyDocument | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles policy texts into a policy. Pure: no files, no clock, no state.
 *
 * @param sources at least one; their order does not matter
 */
export function compilePolicy(
  sources: readonly PolicySource[],
  options: CompileOptions = {},
): CompileResult {
  return compileDocuments(
    sources.map((source) => readSource(source, options.agentFile === true)),
    options,
  );
}

/** The first stage of `compilePolicy`, for one file: plain data in, plain data out. */
export function readSource(source: PolicySource, agentFile: boolean): ReadPolicy {
  const text = new SourceText(source.path ?? source.name, source.text);
  return { source, ...readPolicyDocument(text, { agentFile, name: source.name }) };
}

/**
 * The stages of `compilePolicy` after reading.
 *
 * @throws RangeError for an option that is no option
 */
export function compileDocuments(
  read: readonly ReadPolicy[],
  options: CompileOptions = {},
): CompileResult {
  const { catalogs = [], agentFile = false, clock = Date.now, steps = DEFAULT_STEPS } = options;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError('`steps` has to be a whole number of at least 1');
  }
  const sorted = [...read].sort((a, b) => compareText(a.source.name, b.source.name));
  const diagnostics = sorted.flatMap((one) => one.diagnostics);
  const compiler = new RuleCompiler(diagnostics);
  const documents: PolicyDocument[] = [];
  const seen = { names: new Map<string, string>(), files: new Map<string, string>() };
  for (const { source, document } of sorted) {
    if (document === undefined) continue;
    const text = policyText(source);
    refuseDuplicate(document, seen, text.shown, diagnostics);
    checkCatalog(document.catalog, catalogs, text.shown, diagnostics);
    compiler.add(document, documents.length, text);
    documents.push(deepFreeze(document));
  }
  if (sorted.length === 0) diagnostics.push(noPolicy());
  const ordered = inOrder(diagnostics);
  // a policy never leaves out a file that could not be read
  if (hasErrors(ordered) || documents.length < sorted.length) {
    return { policy: undefined, diagnostics: ordered };
  }

  const policySources = deepFreeze({
    documents: sorted.map(({ source: { name, text } }) => ({ name, text })),
    catalogs: catalogs.filter(({ name }) =>
      documents.some(({ catalog }) => catalog?.text === name),
    ),
    agentFile,
  });
  const version = policyVersion(policySources);
  const tree = new DecisionTree(documents.map(scopeDocument), compiler.rules, version);
  const policy = new Policy(documents, tree, policySources, version, clock, steps);
  return { policy, diagnostics: ordered };
}

/** Diagnostics name the file as it was given, decisions by its name alone. */
function policyText({ name, text, path }: PolicySource): PolicyText {
  const named = new SourceText(name, text);
  return { named, shown: path === undefined ? named : new SourceText(path, text) };
}

/** Two documents of one name, or two files of one name, could not be told apart in decisions. */
function refuseDuplicate(
  { name, file }: PolicyDocument,
  seen: { readonly names: Map<string, string>; readonly files: Map<string, string> },
  source: SourceText,
  diagnostics: Diagnostic[],
): void {
  const sameFile = seen.files.get(file);
  const namesake = seen.names.get(name);
  if (sameFile !== undefined) {
    const message = `\`${sameFile}\` is a file named \`${file}\` too`;
    diagnostics.push(duplicate(source, message, 'give each policy file a name of its own'));
  } else if (namesake !== undefined) {
    const message = `\`${namesake}\` is a policy named \`${name}\` too`;
    diagnostics.push(duplicate(source, message, 'give one of them another `name:`'));
  }
  seen.names.set(name, source.name);
  seen.files.set(file, source.name);
}

const duplicate = (source: SourceText, message: string, help: string): Diagnostic => ({
  code: 'policy/duplicate-name',
  severity: 'error',
  location: source.locate({ start: 0, end: 0 }),
  message,
  help,
});

function noPolicy(): Diagnostic {
  const location = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    code: 'file/no-policy',
    severity: 'error',
    location,
    message: 'there is no policy to compile',
    help: 'give at least one policy file',
  };
}
