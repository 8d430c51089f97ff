import type { Span } from '../../diagnostics/source-text.ts';

/** What a YAML file says, as plain data with places, and without any object of the YAML library. */
export type DocumentNode = ScalarNode | MapNode | ListNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** From the first to the last character, quotes and block header included. */
  readonly span: Span;
  readonly style: 'plain' | 'quoted' | 'block';
}

export interface MapNode {
  readonly kind: 'map';
  /** The same as plain values: objects without a prototype. */
  readonly value: PlainMap;
  readonly span: Span;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface MapEntry {
  readonly key: ScalarNode;
  readonly node: DocumentNode;
}

export interface ListNode {
  readonly kind: 'list';
  readonly value: readonly unknown[];
  readonly span: Span;
  readonly items: readonly DocumentNode[];
}

export interface PlainMap {
  readonly [key: string]: unknown;
}

/** The items of a list; none for anything else. */
export const itemsOf = (node: DocumentNode | undefined): readonly DocumentNode[] =>
  node?.kind === 'list' ? node.items : [];

/** One map, or the maps of a list: how blocks and escalation steps are written. */
export function mapsOf(node: DocumentNode | undefined): readonly MapNode[] {
  if (node?.kind === 'map') return [node];
  return itemsOf(node).filter((item) => item.kind === 'map');
}

/** The node, if it is text. */
export function textOf(node: DocumentNode | undefined): ScalarNode | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node : undefined;
}
