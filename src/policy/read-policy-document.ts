import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { Decided } from './decision.ts';
import { readDocument } from './document.ts';
import type { MapNode } from './document-node.ts';
import { type Finding, toDiagnostics } from './finding.ts';
import type { AgentScope, PolicyDocument } from './policy-document.ts';
import { readBlocks, textOf } from './read-rules.ts';
import { texts } from './read-terms.ts';
import { excerptOf } from './scalar-excerpt.ts';
import { schemaFindings } from './schema-findings.ts';

export interface ReadPolicyOptions {
  /** The file is an agent's definition: only its `name` and its `approval` are read. */
  readonly agentFile?: boolean;
}

export interface ReadPolicy {
  /** `undefined` where there is any error. */
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
): ReadPolicy {
  const { root, findings } = readDocument(source);
  const all: Finding[] = [...findings];
  if (root?.kind === 'map') all.push(...schemaFindings(root));
  const diagnostics = toDiagnostics(source, all);
  if (root?.kind !== 'map' || hasErrors(diagnostics)) return { document: undefined, diagnostics };
  return { document: policyDocument(source, root, options), diagnostics };
}

function policyDocument(
  source: SourceText,
  root: MapNode,
  { agentFile = false }: ReadPolicyOptions,
): PolicyDocument {
  const { value } = root;
  const catalog = textOf(root.entries.get('catalog')?.node);
  return {
    file: source.name,
    name: typeof value['name'] === 'string' ? value['name'] : stem(source.name),
    mode: value['mode'] === 'monitor' ? 'monitor' : 'enforce',
    default: defaultOf(value['default']),
    agents: agentFile ? namedAgent(value['name']) : agentGlobs(value['agents']),
    catalog: catalog && excerptOf(source.text, catalog),
    onPolicyChange: value['on_policy_change'] === 'hold' ? 'hold' : 'resolve',
    redact: texts(value['redact']),
    blocks: readBlocks(source, root),
  };
}

const defaultOf = (value: unknown): Decided =>
  value === 'block' || value === 'require_approval' ? value : 'allow';

const agentGlobs = (value: unknown): AgentScope | undefined =>
  value === undefined ? undefined : { kind: 'globs', globs: texts(value) };

const namedAgent = (name: unknown): AgentScope => ({ kind: 'literal', id: String(name) });

/** The file's name without directories and without `.yaml`. */
function stem(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return name.replace(/\.ya?ml$/i, '');
}
