/** The YAML text of a described document, with the line on which each entry stands. */
import type { PolicySource } from '../../../src/engine.ts';
import type {
  BlockDescription,
  DocumentDescription,
  EntryDescription,
  SetDescription,
} from './policy-set.ts';

export interface WrittenDocument {
  readonly source: PolicySource;
  /** For each block, the line of each entry, counted from 1; of `when` for a block with `when` alone. */
  readonly lines: readonly (readonly number[])[];
  /** The line of `default`, where it is written. */
  readonly defaultLine: number | undefined;
}

const quoted = (text: string) => JSON.stringify(text);

const entryText = ({ pattern, condition }: EntryDescription) =>
  condition === undefined ? quoted(pattern) : `${quoted(pattern)}: ${quoted(condition.text)}`;

/** Writes one document: always in block style, scalars always quoted. */
export function writeDocument(document: DocumentDescription): WrittenDocument {
  const text: string[] = [];
  const lines: number[][] = [];
  if (document.mode !== undefined) text.push(`mode: ${document.mode}`);
  const defaultLine = document.default === undefined ? undefined : text.length + 1;
  if (document.default !== undefined) text.push(`default: ${document.default}`);
  if (document.agents !== undefined) text.push(`agents: ${JSON.stringify(document.agents)}`);
  if (document.onPolicyChange !== undefined) {
    text.push(`on_policy_change: ${document.onPolicyChange}`);
  }
  for (const kind of ['block', 'approval', 'allow'] as const) {
    const blocks = document.blocks.filter((each) => each.kind === kind);
    if (blocks.length > 0) text.push(`${kind}:`);
    for (const block of blocks) lines[document.blocks.indexOf(block)] = writeBlock(block, text);
  }
  return { source: { name: document.file, text: `${text.join('\n')}\n` }, lines, defaultLine };
}

export const writeSet = (set: SetDescription): readonly WrittenDocument[] =>
  set.documents.map(writeDocument);

function writeBlock(block: BlockDescription, text: string[]): number[] {
  const lines: number[] = [];
  const before = text.length;
  if (block.entries !== undefined) {
    text.push('    tools:');
    for (const entry of block.entries) lines.push(text.push(`      - ${entryText(entry)}`));
  }
  if (block.when !== undefined) {
    const line = text.push(`    when: ${quoted(block.when.text)}`);
    if (block.entries === undefined) lines.push(line);
  }
  if (block.except.length > 0) {
    text.push('    except:');
    for (const entry of block.except) text.push(`      - ${entryText(entry)}`);
  }
  if (block.message !== undefined) text.push(`    message: ${quoted(block.message)}`);
  writeTerms(block, text);
  text[before] = `  - ${text[before]?.trimStart()}`;
  return lines;
}

function writeTerms({ terms }: BlockDescription, text: string[]): void {
  const { timeoutSeconds, onRejection, approvers, quorum, allowSelfApproval, escalate, notify } =
    terms;
  if (timeoutSeconds !== undefined) text.push(`    timeout: ${timeoutSeconds}`);
  if (onRejection !== undefined) text.push(`    on_rejection: ${onRejection}`);
  if (approvers !== undefined) text.push(`    approvers: ${JSON.stringify(approvers)}`);
  if (quorum !== undefined) text.push(`    quorum: ${quorum}`);
  if (allowSelfApproval !== undefined) text.push(`    allow_self_approval: ${allowSelfApproval}`);
  if (escalate !== undefined) {
    const steps = escalate.map(({ afterSeconds, to }) => ({ after: afterSeconds, to }));
    text.push(`    escalate: ${JSON.stringify(steps)}`);
  }
  if (notify !== undefined) text.push(`    notify: ${JSON.stringify(notify)}`);
}
