import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode } from 'yaml';
import type { Span } from '../../diagnostics/source-text.ts';
import type { DocumentNode, ListNode, MapEntry, MapNode, ScalarNode } from './document-node.ts';
import { type Finding, quoted } from './finding.ts';
import { LimitReached, MOST_VALUES } from './yaml-limits.ts';

const CORE_TAG = /^tag:yaml\.org,2002:(?:map|seq|str|null|bool|int|float)$/;

/** YAML allows almost any name; `&& param.x` and `&param.x` are slips. */
const ANCHOR_NAME = /^[\w-]+$/;

/** What an anchor stands for, and how many values that is. */
interface Anchored {
  readonly node: DocumentNode;
  readonly values: number;
}

interface Conversion {
  readonly text: string;
  readonly anchors: Map<string, Anchored | 'open'>;
  readonly findings: Finding[];
  readonly mistakes: Map<DocumentNode, Finding[]>;
  values: number;
  unclosed: Span | undefined;
}

/**
 * What is wrong with single nodes that YAML could read all the same. It matters to whoever uses the node,
 * by an alias too; any other finding concerns the whole file.
 */
export type Mistakes = ReadonlyMap<DocumentNode, readonly Finding[]>;

/** A converted document. */
export interface ConvertedNodes {
  readonly root: DocumentNode;
  /** All of them, those of `mistakes` included. */
  readonly findings: readonly Finding[];
  readonly mistakes: Mistakes;
  /** Where a quoted text begins that never ends. */
  readonly unclosed: Span | undefined;
}

/**
 * Turns the nodes of the YAML library into our own. An alias shares what its anchor gave, so no
 * expansion takes place; it is counted all the same, because whoever walks the result pays for it.
 */
export function convertNodes(document: Document.Parsed<ParsedNode>, text: string): ConvertedNodes {
  const conversion: Conversion = {
    text,
    anchors: new Map(),
    findings: [],
    mistakes: new Map(),
    values: 0,
    unclosed: undefined,
  };
  const root = convert(document.contents, conversion);
  if (conversion.unclosed !== undefined)
    conversion.findings.push(unclosedQuote(conversion.unclosed));
  const { findings, mistakes, unclosed } = conversion;
  return { root, findings, mistakes, unclosed };
}

/** Tells a finding that matters only where `node` is used. */
function blame(node: DocumentNode, finding: Finding, { findings, mistakes }: Conversion): void {
  findings.push(finding);
  const others = mistakes.get(node);
  if (others === undefined) mistakes.set(node, [finding]);
  else others.push(finding);
}

function convert(node: Node | null, conversion: Conversion): DocumentNode {
  const span = spanOf(node);
  if (node === null) return nothing(span);
  conversion.values += 1;
  if (conversion.values > MOST_VALUES) throw tooManyValues(span);
  if (isAlias(node)) return follow(node.source, span, conversion);
  const converted = convertAnchored(node, span, conversion);
  const tag = 'tag' in node ? node.tag : undefined;
  if (tag !== undefined && !CORE_TAG.test(tag))
    blame(converted, unknownTag(tag, tagSpan(conversion.text, span)), conversion);
  return converted;
}

function convertAnchored(node: Node, span: Span, conversion: Conversion): DocumentNode {
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (anchor === undefined) return convertContent(node, span, conversion);
  if (!ANCHOR_NAME.test(anchor)) conversion.findings.push(oddAnchor(anchor, span));
  const before = conversion.values;
  conversion.anchors.set(anchor, 'open');
  const converted = convertContent(node, span, conversion);
  conversion.anchors.set(anchor, { node: converted, values: conversion.values - before });
  return converted;
}

function convertContent(node: Node, span: Span, conversion: Conversion): DocumentNode {
  if (isMap(node)) return convertMap(node.items, span, conversion);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node | null, conversion));
    const list: ListNode = { kind: 'list', value: items.map((item) => item.value), span, items };
    return list;
  }
  if (!isScalar(node)) return nothing(span);
  const { value, type } = node;
  if (type?.startsWith('QUOTE') && !isClosed(conversion.text, span)) conversion.unclosed = span;
  const style = type === 'PLAIN' ? 'plain' : type?.startsWith('QUOTE') ? 'quoted' : 'block';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'scalar', value, span, style };
  }
  return { kind: 'scalar', value: null, span, style: 'plain' };
}

function convertMap(
  pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  span: Span,
  conversion: Conversion,
): MapNode {
  const entries = new Map<string, MapEntry>();
  const value: Record<string, unknown> = Object.create(null);
  const map: MapNode = { kind: 'map', value, span, entries };
  for (const pair of pairs) {
    const key = convertKey(pair.key as Node | null, conversion);
    const node = convert(pair.value as Node | null, conversion);
    if (key === undefined) continue;
    const text = String(key.value);
    const first = entries.get(text);
    if (first !== undefined) {
      blame(map, duplicateKey(text, key.span), conversion);
      continue;
    }
    entries.set(text, { key, node });
    value[text] = node.value;
  }
  return map;
}

/** A key is text, whatever it would be as a value: `1` and `true` are names like any other. */
function convertKey(node: Node | null, conversion: Conversion): ScalarNode | undefined {
  if (isScalar(node) && node.source !== undefined && node.source !== '') {
    const written = convert(node, conversion) as ScalarNode;
    const key: ScalarNode = { ...written, value: node.source };
    const mistakes = conversion.mistakes.get(written);
    if (mistakes !== undefined) conversion.mistakes.set(key, mistakes);
    return key;
  }
  const { span } = convert(node, conversion);
  conversion.findings.push({
    code: 'yaml/syntax',
    span,
    message: 'a key is not plain text',
    help: 'write the key as a word, or quote it',
  });
  return undefined;
}

function follow(name: string, span: Span, conversion: Conversion): DocumentNode {
  const target = conversion.anchors.get(name);
  if (target === undefined || target === 'open') {
    const missing = nothing(span);
    if (target === 'open') blame(missing, ownAlias(name, span), conversion);
    else conversion.findings.push(unknownAlias(name, span));
    return missing;
  }
  conversion.values += target.values;
  if (conversion.values > MOST_VALUES) throw tooManyValues(span);
  return target.node;
}

const nothing = (span: Span): ScalarNode => ({ kind: 'scalar', value: null, span, style: 'plain' });

function spanOf(node: Node | null): Span {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function isClosed(text: string, { start, end }: Span): boolean {
  return end - start >= 2 && text.charAt(end - 1) === text.charAt(start);
}

/** A tag stands before the value that it belongs to. */
function tagSpan(text: string, { start, end }: Span): Span {
  let tag = text.lastIndexOf('!', start);
  if (tag < 0) return { start, end };
  while (text.charAt(tag - 1) === '!') tag -= 1;
  return { start: tag, end };
}

const unclosedQuote = ({ start }: Span): Finding => ({
  code: 'yaml/syntax',
  span: { start, end: start + 1 },
  message: 'a quote is not closed',
  help: 'close it with the same quote',
});

const tooManyValues = (span: Span): LimitReached =>
  new LimitReached({
    code: 'yaml/alias-limit',
    span,
    message: `the file's aliases stand for more than ${MOST_VALUES} values`,
    help: 'write the rules out, or use fewer aliases',
  });

const unknownTag = (tag: string, span: Span): Finding => ({
  code: 'yaml/tag',
  span,
  message: `the tag ${quoted(tag.startsWith('tag:') ? `!!${tag.split(':').at(-1)}` : tag)} is not known`,
  help: 'remove the tag, or quote the text if it begins with `!`',
});

const oddAnchor = (name: string, span: Span): Finding => ({
  code: 'yaml/syntax',
  span,
  message: `${quoted(`&${name}`)} is read as an anchor, and is no name`,
  help: 'quote the text if it begins with `&`',
});

const duplicateKey = (key: string, span: Span): Finding => ({
  code: 'yaml/duplicate-key',
  span,
  message: `the key ${quoted(key)} is given twice`,
  help: 'keep one of them; several blocks of one kind are written as a list',
});

const unknownAlias = (name: string, span: Span): Finding => ({
  code: 'yaml/syntax',
  span,
  message: `the alias ${quoted(`*${name}`)} has no anchor before it`,
  help: 'quote the text if it begins with `*`',
});

const ownAlias = (name: string, span: Span): Finding => ({
  code: 'yaml/alias-limit',
  span,
  message: `the alias ${quoted(`*${name}`)} stands inside its own anchor`,
  help: 'write the value out',
});
