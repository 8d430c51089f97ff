import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import type { Decided } from '../decision.ts';
import { readAgentFile } from './agent-file.ts';
import { type DocumentNode, type MapNode, textOf } from './document-node.ts';
import { entryTraps } from './entry-traps.ts';
import { type Finding, toDiagnostics, touching } from './finding.ts';
import type { AgentScope, PolicyDocument } from './policy-document.ts';
import { readRepaired } from './read-repaired.ts';
import { readBlocks } from './read-rules.ts';
import { texts } from './read-terms.ts';
import { ruleFindings } from './rule-findings.ts';
import { excerptOf } from './scalar-excerpt.ts';
import { schemaFindings } from './schema-findings.ts';

export interface ReadPolicyOptions {
  /** The file is an agent's definition: only its `name` and its `approval` are read. */
  readonly agentFile?: boolean;
  /** Names the file in the document, where diagnostics call it something else, such as its path. */
  readonly name?: string;
}

export interface ReadResult {
  /**
   * What the file says, without the parts that are wrong; `undefined` where the YAML itself is
   * broken. To be decided by only if no diagnostic is an error.
   */
  readonly document: PolicyDocument | undefined;
  /** Every mistake of the file, in source order. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads one policy file: YAML within limits, the grammar, and what a schema cannot say. Conditions
 * are carried as text with their place; compiling them comes later. Never throws for any text.
 */
export function readPolicyDocument(
  source: SourceText,
  options: ReadPolicyOptions = {},
): ReadResult {
  const agentFile = options.agentFile === true;
  const { root, findings, mistakes, traps: lines } = readRepaired(source.text, agentFile);
  if (root?.kind !== 'map') {
    const told = root === undefined || findings.length > 0 ? findings : [noPolicy(root)];
    return { document: undefined, diagnostics: toDiagnostics(source, [...told, ...lines]) };
  }
  const file = agentFile ? readAgentFile(source, root, findings, mistakes) : undefined;
  const policy = file?.policy ?? root;
  const yaml = file?.yaml ?? findings;
  const reading = untouched(untouched(lines, yaml), entryTraps(source, policy));
  const isWrong = touching(reading.map(({ span }) => span));
  const grammar = [...(file?.findings ?? []), ...grammarFindings(source, policy, agentFile)];
  const rest = grammar.filter(({ span }) => !isWrong(span));
  const broken = yaml.find(({ code }) => code === 'yaml/syntax');
  const told = broken === undefined ? rest : before(source, broken, rest);
  const diagnostics = toDiagnostics(source, [...reading, ...told]);
  if (broken !== undefined) return { document: undefined, diagnostics };
  const name = root.value['name'];
  const named = typeof name === 'string' ? name : stem(options.name ?? source.name);
  const document: PolicyDocument = {
    file: options.name ?? source.name,
    name: named,
    ...settings(source, policy),
    ...(agentFile ? { agents: { kind: 'literal', id: named } } : {}),
    blocks: readBlocks(source, policy, isWrong),
  };
  return { document, diagnostics };
}

function grammarFindings(source: SourceText, policy: MapNode, agentFile: boolean): Finding[] {
  // an agent's file without `approval` has been spoken of
  if (agentFile && policy.entries.size === 0) return [];
  return [...schemaFindings(source, policy), ...ruleFindings(policy)];
}

/** Of the findings in a broken file, those that the break cannot have caused. */
function before(source: SourceText, broken: Finding, findings: readonly Finding[]): Finding[] {
  const line = source.text.lastIndexOf('\n', broken.span.start - 1);
  return findings.filter(
    ({ code, span }) =>
      code !== 'policy/missing-key' && source.text.slice(span.end, Math.max(line, 0)).trim() !== '',
  );
}

/** One mistake is told once: of `more`, those that do not touch what has been told. */
function untouched(told: readonly Finding[], more: readonly Finding[]): Finding[] {
  const isTold = touching(told.map(({ span }) => span));
  return [...told, ...more.filter(({ span }) => !isTold(span))];
}

type Settings = Omit<PolicyDocument, 'file' | 'name' | 'blocks'>;

function settings(source: SourceText, { value, entries }: MapNode): Settings {
  const catalog = textOf(entries.get('catalog')?.node);
  const spelled = entries.get('default');
  return {
    mode: value['mode'] === 'monitor' ? 'monitor' : 'enforce',
    default: defaultOf(value['default']),
    defaultLocation: spelled && source.locate(spelled.key.span),
    agents: agentGlobs(value['agents']),
    catalog: catalog && excerptOf(source.text, catalog),
    onPolicyChange: value['on_policy_change'] === 'hold' ? 'hold' : 'resolve',
    redact: texts(value['redact']),
  };
}

const defaultOf = (value: unknown): Decided =>
  value === 'block' || value === 'require_approval' ? value : 'allow';

const agentGlobs = (value: unknown): AgentScope | undefined =>
  value === undefined ? undefined : { kind: 'globs', globs: texts(value) };

/** The file's name without directories and without `.yaml`. */
function stem(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return name.replace(/\.ya?ml$/i, '');
}

/** A file that is empty, or holds a list or a text. */
function noPolicy(root: DocumentNode): Finding {
  const help = 'begin with `approval:`, `block:` or `allow:`';
  if (root.kind === 'scalar' && root.value === null) {
    const span = { start: 0, end: 0 };
    return { code: 'file/no-policy', span, message: 'the file holds no policy', help };
  }
  const span = { start: root.span.start, end: root.span.start + 1 };
  const what = root.kind === 'list' ? 'a list' : 'a single value';
  return {
    code: 'policy/wrong-type',
    span,
    message: `a policy should be a map of keys, and is ${what}`,
    help,
  };
}
