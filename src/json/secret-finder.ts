import type { TextSpan } from './text-span.ts';

/** A shorter secret is found only where it stands as a word of its own. */
const LONG = 4;

/** UTF-16 units of secrets that are looked for at once: each costs time and memory. */
const MOST_UNITS = 50_000;

const ROOT = 0;

/** What follows a text that was cut. */
const CUT = /^(?:…|\.\.\.)/;

/**
 * Where any of the secrets stand in a text: one of four characters or more anywhere, a shorter one
 * between characters that are no letters or digits. Where the text was cut, as three dots say, the
 * beginning of a secret is found as well. Takes time linear in the lengths of all of them. A text that more
 * could stand in than can be looked for in short time is one secret as a whole.
 */
export function findSecrets(text: string, secrets: readonly string[]): TextSpan[] {
  const short = new Set(secrets.filter(({ length }) => length > 0 && length < LONG));
  return [...findWords(text, short), ...findAnywhere(text, secrets)];
}

function findWords(text: string, words: ReadonlySet<string>): TextSpan[] {
  const spans: TextSpan[] = [];
  if (words.size === 0) return spans;
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start + 1; end < start + LONG && end <= text.length; end += 1) {
      if (!words.has(text.slice(start, end))) continue;
      if (!isWordAt(text, start - 1) && !isWordAt(text, end)) spans.push({ start, end });
    }
  }
  return spans;
}

const isWordAt = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at));

function findAnywhere(text: string, secrets: readonly string[]): TextSpan[] {
  const beginnings = new Set<string>();
  for (let at = 0; at + LONG <= text.length; at += 1) beginnings.add(text.slice(at, at + LONG));
  const possible = secrets.filter(
    (secret) => secret.length >= LONG && beginnings.has(secret.slice(0, LONG)),
  );
  if (possible.length === 0) return [];
  // a longer one has no room, but for its beginning
  const most = text.length + 1;
  const units = possible.reduce((sum, { length }) => sum + Math.min(length, most), 0);
  if (units > MOST_UNITS) return [{ start: 0, end: text.length }];
  const tree = new SecretTree(possible.map((secret) => secret.slice(0, most)));
  const spans: TextSpan[] = [];
  let node = ROOT;
  for (let at = 0; at < text.length; at += 1) {
    node = tree.step(node, text.charCodeAt(at));
    const end = at + 1;
    const cut = tree.depth(node) >= LONG && CUT.test(text.slice(end, end + 3));
    const length = cut ? tree.depth(node) : tree.longestEnding(node);
    if (length > 0) spans.push({ start: end - length, end });
  }
  return spans;
}

/**
 * All beginnings of some texts as a tree, for the search of Aho and Corasick ("Efficient string matching",
 * 1975): wherever a text has been read to, the node is the longest beginning that it ends in.
 */
class SecretTree {
  /** By the parent's number and the unit, as one number. */
  readonly #children = new Map<number, number>();
  readonly #depths = [0];
  /** Of each node, the longest other beginning that it ends in. */
  readonly #shorter = [ROOT];
  /** Of each node, the length of the longest whole text that it ends in; 0 for none. */
  readonly #ending = [0];

  constructor(texts: readonly string[]) {
    const edges: Edge[] = [];
    for (const text of texts) this.#insert(text, edges);
    for (const { parent, unit, node } of edges.sort(
      (a, b) => this.depth(a.node) - this.depth(b.node),
    )) {
      const shorter = parent === ROOT ? ROOT : this.step(this.#shorter[parent] ?? ROOT, unit);
      this.#shorter[node] = shorter;
      this.#ending[node] ||= this.longestEnding(shorter);
    }
  }

  depth(node: number): number {
    return this.#depths[node] ?? 0;
  }

  longestEnding(node: number): number {
    return this.#ending[node] ?? 0;
  }

  /** The node after one more unit of the text. */
  step(node: number, unit: number): number {
    for (let from = node; ; from = this.#shorter[from] ?? ROOT) {
      const child = this.#children.get(childKey(from, unit));
      if (child !== undefined) return child;
      if (from === ROOT) return ROOT;
    }
  }

  #insert(text: string, edges: Edge[]): void {
    let node = ROOT;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      let child = this.#children.get(childKey(node, unit));
      if (child === undefined) {
        child = this.#depths.push(at + 1) - 1;
        this.#children.set(childKey(node, unit), child);
        this.#shorter.push(ROOT);
        this.#ending.push(0);
        edges.push({ parent: node, unit, node: child });
      }
      node = child;
    }
    this.#ending[node] = text.length;
  }
}

interface Edge {
  readonly parent: number;
  readonly unit: number;
  readonly node: number;
}

const childKey = (node: number, unit: number): number => node * 0x1_0000 + unit;
