import type { SourceText, Span } from '../../diagnostics/source-text.ts';
import {
  type DocumentNode,
  itemsOf,
  type MapEntry,
  type MapNode,
  mapsOf,
  type ScalarNode,
} from './document-node.ts';
import { type Finding, quoted } from './finding.ts';
import { RULE_KINDS } from './policy-document.ts';
import { quoteFinding } from './trap-lines.ts';
import { isCut, quoteForYaml, whyQuote } from './yaml-traps.ts';

/** Words that YAML 1.1 and many tools read as true or false. */
const SWITCH_WORD = /^(?:yes|no|on|off|y|n|true|false)$/i;

const NO_ANCHORS: ReadonlySet<string> = new Set();

/**
 * Conditions, patterns and messages that YAML read without complaint and not as they were meant: cut
 * by a comment, or taken for a number, a switch, a list or a map.
 */
export function entryTraps(source: SourceText, root: MapNode): Finding[] {
  const findings: Finding[] = [];
  const add = (finding: Finding | undefined) => {
    if (finding !== undefined) findings.push(finding);
  };
  for (const kind of RULE_KINDS) {
    for (const block of mapsOf(root.entries.get(kind)?.node)) {
      const when = block.entries.get('when');
      if (when !== undefined) add(conditionTrap(source, when, 'when: '));
      const message = block.entries.get('message');
      if (message !== undefined) add(cutTrap(source, message.node, 'message', 'message: '));
      for (const list of ['tools', 'except']) {
        for (const item of itemsOf(block.entries.get(list)?.node)) {
          if (item.kind === 'scalar') add(patternTrap(source, item));
          else if (item.kind === 'map') {
            for (const entry of item.entries.values()) {
              add(conditionTrap(source, entry, `- ${slice(source, entry.key.span)}: `));
            }
          }
        }
      }
    }
  }
  return findings;
}

const slice = (source: SourceText, span: Span): string => source.text.slice(span.start, span.end);

/** @param before what stands before the condition on its line, for the corrected line */
function conditionTrap(
  source: SourceText,
  { key, node }: MapEntry,
  before: string,
): Finding | undefined {
  if (node.kind !== 'scalar') return collectionTrap(source, node, before);
  const { value, style } = node;
  if (style === 'block') return emptyBlockTrap(source, node, before);
  if (style !== 'plain') return undefined;
  if (value === null) return emptyCondition(key, node.span, before === 'when: ');
  if (typeof value === 'string' && !SWITCH_WORD.test(value)) {
    return cutTrap(source, node, 'condition', before);
  }
  return {
    code: 'policy/wrong-type',
    span: node.span,
    message: `${quoted(slice(source, node.span))} does not depend on the call, so it is no condition`,
    help: constantHelp(slice(source, node.span), String(key.value), before === 'when: '),
  };
}

/** A text block without a text: `>5` looks like the header of one. */
function emptyBlockTrap(source: SourceText, node: ScalarNode, before: string): Finding | undefined {
  if (String(node.value).trim() !== '') return undefined;
  const written = slice(source, node.span).trimEnd();
  const why = `begins with \`${written.charAt(0)}\`, which YAML reads as the start of a text block`;
  const { start } = node.span;
  const span = { start, end: start + written.length };
  return quoteFinding('condition', why, span, before + quoteForYaml(written));
}

function emptyCondition(key: ScalarNode, span: Span, isWhen: boolean): Finding {
  const pattern = String(key.value);
  return {
    code: 'policy/wrong-type',
    span,
    message: isWhen ? '`when` has no condition' : `${quoted(pattern)} has a colon and no condition`,
    help: isWhen
      ? 'write an expression such as `param.amount > 1000`, or leave `when` out'
      : `write the condition, or \`- ${pattern}\` alone to cover every call of the tool`,
  };
}

function constantHelp(written: string, pattern: string, isWhen: boolean): string {
  const always = /^(?:yes|on|y|true)$/i.test(written);
  if (isWhen) {
    return always ? 'leave `when` out' : 'write an expression such as `param.amount > 1000`';
  }
  if (always) return `to cover every call of the tool, write \`- ${pattern}\` alone`;
  if (SWITCH_WORD.test(written)) return 'to cover no call of the tool, leave the entry out';
  return 'write an expression such as `param.amount > 1000`';
}

/** A condition on one line that YAML took for a list or a map. */
function collectionTrap(
  source: SourceText,
  node: DocumentNode,
  before: string,
): Finding | undefined {
  const written = slice(source, node.span).trimEnd();
  if (written.includes('\n')) return undefined;
  const why = whyQuote(written, 'condition', NO_ANCHORS);
  return why === undefined
    ? undefined
    : quoteFinding('condition', why, node.span, before + quoteForYaml(written));
}

/** Text that a comment on the same line has cut off. */
function cutTrap(
  source: SourceText,
  node: DocumentNode,
  subject: 'condition' | 'message',
  before: string,
): Finding | undefined {
  if (node.kind !== 'scalar' || node.style !== 'plain') return undefined;
  const lineEnd = source.text.indexOf('\n', node.span.end);
  const rest = source.text.slice(node.span.end, lineEnd < 0 ? undefined : lineEnd).trimEnd();
  if (!/^\s+#/.test(rest)) return undefined;
  if (!isCut(slice(source, node.span), rest, subject)) return undefined;
  const span = { start: node.span.start, end: node.span.end + rest.length };
  const why = 'contains ` #`, where YAML begins a comment';
  return quoteFinding(subject, why, span, before + quoteForYaml(slice(source, span)));
}

/** A tool pattern that is no text, or that other YAML tools would not read as text. */
function patternTrap(source: SourceText, node: ScalarNode): Finding | undefined {
  const { value, style, span } = node;
  if (style !== 'plain' || value === null) return undefined;
  const written = slice(source, span);
  if (typeof value === 'number') return unquoted(written, 'is read as a number', span);
  if (typeof value === 'boolean' || SWITCH_WORD.test(value)) {
    return unquoted(written, 'is read as true or false', span);
  }
  return undefined;
}

const unquoted = (written: string, why: string, span: Span): Finding => ({
  code: 'policy/quote-condition',
  span,
  message: `the pattern ${quoted(written)} ${why}`,
  help: `quote the pattern: \`- ${quoteForYaml(written)}\``,
});
