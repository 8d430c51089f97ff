import type { SourceText, Span } from '../../diagnostics/source-text.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { DocumentNode, MapEntry, MapNode } from './document-node.ts';
import type { Finding } from './finding.ts';
import type { Mistakes } from './yaml-nodes.ts';

/** What an agent's definition file says to us. */
export interface AgentFile {
  /** The file with `approval` alone, as if it were a policy. */
  readonly policy: MapNode;
  /** What YAML found that matters here. */
  readonly yaml: readonly Finding[];
  /** What is wrong with `name`, or with there being no `approval`. */
  readonly findings: readonly Finding[];
}

/**
 * Takes `name` and `approval` out of an agent's definition file. Whatever else it holds is ignored,
 * whatever it is called and whatever it contains, as far as it is YAML.
 *
 * @param yaml all that was found when the file was read
 * @param mistakes those of them that matter only where a node is used
 */
export function readAgentFile(
  source: SourceText,
  root: MapNode,
  yaml: readonly Finding[],
  mistakes: Mistakes,
): AgentFile {
  const used: DocumentNode[] = [];
  const entries = new Map<string, MapEntry>();
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of root.entries) {
    if (key !== 'approval' && key !== 'name') continue;
    used.push(entry.key, entry.node);
    if (key === 'name') continue;
    entries.set(key, entry);
    value[key] = entry.node.value;
  }
  const policy: MapNode = { kind: 'map', value, span: root.span, entries };
  return {
    policy,
    yaml: mattering(yaml, mistakes, [...within(used), root]),
    findings: [...nameFindings(root), ...approvalFindings(source, root)],
  };
}

/** Nodes with all that they hold, by aliases too, each once. */
function within(nodes: readonly DocumentNode[]): ReadonlySet<DocumentNode> {
  const reached = new Set(nodes);
  // a set hands out what is added meanwhile
  for (const node of reached) {
    if (node.kind === 'list') for (const item of node.items) reached.add(item);
    if (node.kind !== 'map') continue;
    for (const entry of node.entries.values()) reached.add(entry.key).add(entry.node);
  }
  return reached;
}

/**
 * The findings without the mistakes of nodes that are not used. What belongs to no node is kept: nothing is
 * passed over because of where in the text it stands.
 */
function mattering(
  findings: readonly Finding[],
  mistakes: Mistakes,
  used: readonly DocumentNode[],
): Finding[] {
  const passedOver = new Set([...mistakes.values()].flat());
  for (const finding of used.flatMap((node) => mistakes.get(node) ?? [])) {
    passedOver.delete(finding);
  }
  return findings.filter((finding) => !passedOver.has(finding));
}

function nameFindings(root: MapNode): Finding[] {
  const entry = root.entries.get('name');
  const help = 'write the id of the agent: `name: order-manager`';
  if (entry === undefined) {
    const span = firstKey(root);
    return [{ code: 'policy/missing-key', span, message: 'an agent file needs `name`', help }];
  }
  const { value, span } = entry.node;
  if (typeof value !== 'string') {
    return [{ code: 'policy/wrong-type', span, message: '`name` should be text', help }];
  }
  if (value.trim() !== '') return [];
  return [{ code: 'policy/invalid-value', span, message: '`name` is empty', help }];
}

/** Without `approval` nothing is held; a slip in that one word must not pass in silence. */
function approvalFindings(source: SourceText, root: MapNode): Finding[] {
  if (root.entries.has('approval')) return [];
  const slip = [...root.entries].find(([key]) => suggest(key, ['approval']) !== undefined)?.[1].key;
  return [
    {
      code: 'policy/missing-key',
      severity: 'warning',
      span: slip?.span ?? firstKey(root),
      message: 'the agent file has no `approval`, so none of its calls is held',
      help:
        slip === undefined
          ? 'add an `approval:` block'
          : `did you mean \`approval\` by \`${written(source, slip.span)}\`?`,
    },
  ];
}

/** A key with the quotes and the spaces that may be all that is wrong with it. */
const written = (source: SourceText, { start, end }: Span): string =>
  source.text.slice(start, end).replace(/\s+/g, ' ');

const firstKey = (root: MapNode): Span =>
  [...root.entries.values()][0]?.key.span ?? { start: root.span.start, end: root.span.start };
