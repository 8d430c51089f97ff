import { type MapNode, mapsOf } from './document-node.ts';
import { parseDuration } from './duration.ts';
import { type ApprovalTerms, DEFAULT_TERMS, type Escalation } from './policy-document.ts';

/** What an approval block asks for, with the defaults filled in. Expects a block that fits the schema. */
export function readTerms(block: MapNode): ApprovalTerms {
  const { value } = block;
  const quorum = value['quorum'];
  return {
    timeoutMs: parseDuration(value['timeout']) ?? DEFAULT_TERMS.timeoutMs,
    onRejection: value['on_rejection'] === 'continue' ? 'continue' : 'fail',
    allowSelfApproval: value['allow_self_approval'] === true,
    approvers: texts(value['approvers']),
    quorum: typeof quorum === 'number' ? quorum : DEFAULT_TERMS.quorum,
    escalations: escalationSteps(block).map(readStep),
    notify: texts(value['notify']),
  };
}

/** The steps under `escalate:`: one, or a list. */
export const escalationSteps = (block: MapNode): readonly MapNode[] =>
  mapsOf(block.entries.get('escalate')?.node);

const readStep = ({ value }: MapNode): Escalation => ({
  afterMs: parseDuration(value['after']) ?? 0,
  to: texts(value['to']),
});

/** The texts of a list; empty for anything else. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
