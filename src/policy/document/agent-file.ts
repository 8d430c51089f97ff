import type { Span } from '../../diagnostics/source-text.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { MapEntry, MapNode } from './document-node.ts';
import { type Finding, quoted } from './finding.ts';

/** What an agent's definition file says to us. */
export interface AgentFile {
  /** The file with `approval` alone, as if it were a policy. */
  readonly policy: MapNode;
  /** Where the keys stand that are nobody's business here. */
  readonly ignored: readonly Span[];
  readonly findings: readonly Finding[];
}

/**
 * Takes `name` and `approval` out of an agent's definition file. Whatever else it holds is ignored,
 * whatever it is called and whatever it contains.
 */
export function readAgentFile(root: MapNode): AgentFile {
  const ignored: Span[] = [];
  const entries = new Map<string, MapEntry>();
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of root.entries) {
    if (key === 'approval') {
      entries.set(key, entry);
      value[key] = entry.node.value;
    } else if (key !== 'name') {
      ignored.push({ start: entry.key.span.start, end: entry.node.span.end });
    }
  }
  const policy: MapNode = { kind: 'map', value, span: root.span, entries };
  return { policy, ignored, findings: [...nameFindings(root), ...approvalFindings(root)] };
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
function approvalFindings(root: MapNode): Finding[] {
  if (root.entries.has('approval')) return [];
  const slip = [...root.entries.keys()].find((key) => suggest(key, ['approval']) !== undefined);
  return [
    {
      code: 'policy/missing-key',
      severity: 'warning',
      span: slip === undefined ? firstKey(root) : (root.entries.get(slip)?.key.span ?? root.span),
      message: 'the agent file has no `approval`, so none of its calls is held',
      help:
        slip === undefined
          ? 'add an `approval:` block'
          : `did you mean \`approval\` by ${quoted(slip)}?`,
    },
  ];
}

const firstKey = (root: MapNode): Span =>
  [...root.entries.values()][0]?.key.span ?? { start: root.span.start, end: root.span.start };
