import type { SourceText, Span } from '../../diagnostics/source-text.ts';
import {
  type DocumentNode,
  itemsOf,
  type MapNode,
  mapsOf,
  type ScalarNode,
  textOf,
} from './document-node.ts';
import { RULE_KINDS, type RuleBlock, type RuleEntry, type RuleKind } from './policy-document.ts';
import { readTerms } from './read-terms.ts';
import { excerptOf } from './scalar-excerpt.ts';

/** Whether a place is known to be wrong, so that what stands there is to be left out. */
type IsWrong = (span: Span) => boolean;

/** Every block of a policy, in source order. Reads what has the right shape and passes over the rest. */
export function readBlocks(source: SourceText, root: MapNode, isWrong: IsWrong): RuleBlock[] {
  const blocks: { readonly start: number; readonly block: RuleBlock }[] = [];
  for (const kind of RULE_KINDS) {
    for (const node of mapsOf(root.entries.get(kind)?.node)) {
      blocks.push({ start: node.span.start, block: readBlock(source, kind, node, isWrong) });
    }
  }
  return blocks.sort((one, other) => one.start - other.start).map(({ block }) => block);
}

function readBlock(source: SourceText, kind: RuleKind, node: MapNode, isWrong: IsWrong): RuleBlock {
  const right = (text: ScalarNode | undefined) =>
    text === undefined || isWrong(text.span) ? undefined : text;
  const when = right(textOf(node.entries.get('when')?.node));
  const message = right(textOf(node.entries.get('message')?.node));
  const tools = node.entries.get('tools')?.node;
  return {
    kind,
    entries: tools === undefined ? everyTool(source, node) : readEntries(source, tools, isWrong),
    except: readEntries(source, node.entries.get('except')?.node, isWrong),
    when: when && excerptOf(source.text, when),
    message: message && excerptOf(source.text, message),
    terms: kind === 'approval' ? readTerms(node) : undefined,
  };
}

/** A block with `when` alone covers every tool. */
function everyTool(source: SourceText, node: MapNode): RuleEntry[] {
  const when = node.entries.get('when');
  if (when === undefined) return [];
  return [{ pattern: '*', condition: undefined, location: source.locate(when.key.span) }];
}

function readEntries(
  source: SourceText,
  node: DocumentNode | undefined,
  isWrong: IsWrong,
): RuleEntry[] {
  const entries: RuleEntry[] = [];
  for (const item of itemsOf(node)) {
    if (isWrong(item.span)) continue;
    const text = textOf(item);
    if (text !== undefined) {
      entries.push({
        pattern: String(text.value),
        condition: undefined,
        location: source.locate(text.span),
      });
    } else if (item.kind === 'map') {
      for (const { key, node: written } of item.entries.values()) {
        const condition = textOf(written);
        if (condition === undefined) continue;
        entries.push({
          pattern: String(key.value),
          condition: excerptOf(source.text, condition),
          location: source.locate(key.span),
        });
      }
    }
  }
  return entries;
}
