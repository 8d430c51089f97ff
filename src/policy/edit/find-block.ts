import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isSeq,
  type ParsedNode,
  visit,
  type YAMLMap,
} from 'yaml';
import { SourceText } from '../../diagnostics/source-text.ts';
import type { RuleReference } from '../decision.ts';
import type { RuleBlock, RuleEntry } from '../document/policy-document.ts';
import { readPolicyDocument } from '../document/read-policy-document.ts';
import { type EditRefusal, refuse } from './refusal.ts';

/**
 * The approval block that a rule stands in. The rule may have moved since it was named: it is known by its
 * policy, pattern and condition, and by its place only among several that are alike.
 *
 * @param document the same text as the YAML library reads it
 */
export function findBlock(
  text: string,
  document: Document.Parsed<ParsedNode>,
  rule: RuleReference,
  agentFile: boolean,
): YAMLMap | EditRefusal {
  const source = new SourceText(rule.file, text);
  const policy = readPolicyDocument(source, { agentFile, name: rule.file }).document;
  const blocks = policy?.blocks.filter(({ kind }) => kind === rule.kind) ?? [];
  const found = policy?.name === rule.policy ? blocksWith(blocks, rule) : [];
  const [index] = found;
  if (index === undefined) return notFound(rule);
  if (found.length > 1) return byHand(rule, 'stands in several blocks that are alike');
  const held = document.get(rule.kind, true);
  const block = isSeq(held) ? held.items[index] : held;
  const isShared =
    !isMap(block) ||
    (isSeq(held) && (held.anchor !== undefined || held.items.some(isAlias))) ||
    holdsAnchors(block);
  return isShared ? byHand(rule, 'is written with anchors or aliases') : block;
}

const notFound = ({ pattern = '', file }: RuleReference): EditRefusal =>
  refuse('edit/rule-not-found', `\`${file}\` has no such rule for \`${pattern}\` any more`);

/** The layout of a rule's block keeps it from being edited here. */
export const byHand = ({ file, line = 1, pattern = '' }: RuleReference, why: string): EditRefusal =>
  refuse(
    'edit/by-hand',
    `the block of \`${pattern}\` ${why}: edit \`${file}\` by hand, at line ${line}`,
  );

/** The places in a list of blocks of those that hold a rule. */
function blocksWith(blocks: readonly RuleBlock[], rule: RuleReference): readonly number[] {
  const alike = blocks.flatMap((block, index) =>
    block.entries.filter((entry) => isAlike(block, entry, rule)).map((entry) => ({ entry, index })),
  );
  const there = alike.filter(
    ({ entry: { location } }) => location.line === rule.line && location.column === rule.column,
  );
  return [...new Set((there.length > 0 ? there : alike).map(({ index }) => index))];
}

/** A rule's condition is its block's `when` and its own, as they are and-ed. */
function isAlike({ when }: RuleBlock, entry: RuleEntry, rule: RuleReference): boolean {
  const texts = [when, entry.condition].flatMap((one) => (one === undefined ? [] : [one.text]));
  const [only] = texts;
  const condition = texts.length > 1 ? texts.map((text) => `(${text})`).join(' && ') : only;
  return entry.pattern === rule.pattern && condition === rule.condition;
}

/** What an anchor names may stand elsewhere as well, and an alias stands for what is elsewhere. */
function holdsAnchors(block: YAMLMap): boolean {
  let found = false;
  visit(block, (_key, node) => {
    if (isAlias(node) || (isNode(node) && 'anchor' in node && node.anchor !== undefined)) {
      found = true;
      return visit.BREAK;
    }
    return undefined;
  });
  return found;
}
