import { isAlias, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { suggest } from '../diagnostics/suggest.ts';
import { explainSyntax } from '../policy/document/yaml-syntax.ts';
import { isSettingName, SETTING_NAMES, type SettingName } from './settings.ts';

/** A value that somebody gave, and where: `assent.config.yaml:3`, a variable or a flag. */
export interface Given {
  readonly name: SettingName;
  readonly value: unknown;
  readonly place: string;
}

/** What a file says, and what is wrong with how it says it: one line each, place first. */
export interface ReadFile {
  readonly given: readonly Given[];
  readonly mistakes: readonly string[];
}

/** Longer ones are no configuration. */
const LONGEST_FILE = 1024 * 1024;

/**
 * Reads a configuration file as far as its form goes; its values are checked with those from elsewhere.
 *
 * @param path as it is shown to people
 */
export function readConfigFile(path: string, text: string): ReadFile {
  if (text.length > LONGEST_FILE) {
    return { given: [], mistakes: [`${path}: the file is larger than 1 MiB`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): string => `${path}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((error) => {
      const place = placeAt(error.pos[0]);
      if (error.code === 'DUPLICATE_KEY') return `${place}: a key stands here for a second time`;
      const [finding] = explainSyntax(text, [error]);
      return `${placeAt(finding?.span.start ?? 0)}: ${finding?.message}: ${finding?.help}`;
    });
    return { given: [], mistakes };
  }
  if (document.contents === null) return { given: [], mistakes: [] };
  const reader = new Reader(placeAt);
  reader.readMap(document.contents, '', (node) => node.toJS(document, { maxAliasCount: 0 }));
  return reader;
}

class Reader implements ReadFile {
  readonly given: Given[] = [];
  readonly mistakes: string[] = [];
  readonly #placeAt: (offset: number) => string;

  constructor(placeAt: (offset: number) => string) {
    this.#placeAt = placeAt;
  }

  /** @param prefix the names that lead here, each with a dot */
  readMap(node: Node, prefix: string, toValue: (node: Node) => unknown): void {
    if (!isMap<Node, Node | null>(node)) {
      const what = prefix === '' ? 'the file' : `\`${prefix.slice(0, -1)}\``;
      this.mistakes.push(`${this.#placeOf(node)}: ${what} has to hold keys and values`);
      return;
    }
    for (const pair of node.items) this.#readPair(pair, prefix, toValue);
  }

  #readPair(
    { key, value }: Pair<Node, Node | null>,
    prefix: string,
    toValue: (node: Node) => unknown,
  ): void {
    const name = `${prefix}${isScalar(key) ? String(key.value) : ''}`;
    const place = this.#placeOf(key);
    if (isSettingName(name)) {
      // a key without a value is one that was not filled in
      if (value === null || (isScalar(value) && value.value === null)) {
        this.mistakes.push(`${place}: \`${name}\` has no value: give one, or remove the line`);
      } else if (isAlias(value)) {
        this.mistakes.push(`${place}: \`${name}\` is an alias: write the value`);
      } else {
        this.#give(name, value, place, toValue);
      }
    } else if (value !== null && SETTING_NAMES.some((one) => one.startsWith(`${name}.`))) {
      this.readMap(value, `${name}.`, toValue);
    } else {
      this.mistakes.push(`${place}: ${unknownKey(name, prefix)}`);
    }
  }

  #give(name: SettingName, node: Node, place: string, toValue: (node: Node) => unknown): void {
    try {
      this.given.push({ name, value: toValue(node), place });
    } catch {
      this.mistakes.push(`${place}: \`${name}\` holds an alias: write the value`);
    }
  }

  #placeOf(node: Node): string {
    return this.#placeAt(node.range?.[0] ?? 0);
  }
}

function unknownKey(name: string, prefix: string): string {
  const known = SETTING_NAMES.flatMap((one) => [one, one.split('.')[0] ?? one]).filter(
    (one) => one.startsWith(prefix) && one !== prefix,
  );
  const near = suggest(name, new Set(known));
  const help = near === undefined ? 'remove it' : `did you mean \`${near}\`?`;
  return `there is no setting \`${name}\`: ${help}`;
}
