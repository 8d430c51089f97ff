import type { SourceText } from '../../diagnostics/source-text.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { DocumentNode, MapNode } from './document-node.ts';
import { type Finding, quoted } from './finding.ts';
import { DEFINITIONS, type DefinitionWords, HOME_OF_KEY, SYNONYMS } from './grammar-words.ts';
import { KNOWN_KEYS, type SchemaError, schemaErrors } from './policy-schema.generated.ts';
import { quoteForYaml } from './yaml-traps.ts';

/**
 * Every way in which a document is not what policy.schema.json says, at the place where it is
 * written and in the words of our grammar. Several errors of the schema that come from one
 * mistake (the alternatives of an `anyOf`) become the one that helps.
 */
export function schemaFindings(source: SourceText, root: MapNode): Finding[] {
  const places = new Map<string, SchemaError[]>();
  for (const error of schemaErrors(root.value)) {
    if (error.keyword === 'propertyNames') continue;
    const place = `${error.instancePath}\n${error.propertyName ?? ''}`;
    const errors = places.get(place);
    if (errors === undefined) places.set(place, [error]);
    else errors.push(error);
  }
  const findings: Finding[] = [];
  const deeper = ancestors(places.keys());
  for (const [place, errors] of places) {
    const found = find(source, root, errors[0]?.instancePath ?? '');
    if (found === undefined) continue;
    const meant = meantKeys(errors);
    for (const error of telling(errors, deeper.has(place))) {
      if (isMeant(error, meant)) continue;
      findings.push(explain(error, found));
    }
  }
  return findings;
}

/** All places that lie above one of `places`. */
function ancestors(places: Iterable<string>): Set<string> {
  const above = new Set<string>();
  for (const place of places) {
    let path = place.slice(0, place.indexOf('\n'));
    if (!place.endsWith('\n')) above.add(`${path}\n`);
    for (let cut = path.lastIndexOf('/'); cut >= 0; cut = path.lastIndexOf('/')) {
      path = path.slice(0, cut);
      if (above.has(`${path}\n`)) break;
      above.add(`${path}\n`);
    }
  }
  return above;
}

/** Of the errors at one place, those that say something. */
function telling(errors: readonly SchemaError[], hasDeeper: boolean): readonly SchemaError[] {
  const choice = errors.find((error) => error.keyword === 'anyOf' && isChoiceOfTypes(error));
  const plain = errors.filter((error) => {
    if (error.keyword === 'anyOf') return !isChoiceOfTypes(error);
    return error.keyword !== 'required' || error.parentSchema?.$comment !== undefined;
  });
  if (choice === undefined) {
    const types = plain.filter((error) => error.keyword === 'type');
    return types.length > 0 ? types : plain;
  }
  // one alternative has the right type: its own errors tell, here or further down
  const ofRightType = plain.filter((error) => error.keyword !== 'type');
  return ofRightType.length > 0 || hasDeeper ? ofRightType : [choice];
}

const isChoiceOfTypes = (error: SchemaError): boolean =>
  DEFINITIONS[nameOf(error)]?.expected !== undefined;

const nameOf = (error: SchemaError): string => error.parentSchema?.$comment ?? '';

/** A value that is wrong, with what to call it. */
interface Place {
  readonly node: DocumentNode;
  /** As in "`timeout` should be": the key in backticks, or what holds it. */
  readonly name: string;
  /** The value as it is written, on one line. */
  readonly written: string;
}

function explain(error: SchemaError, place: Place): Finding {
  const words = DEFINITIONS[nameOf(error)] ?? {};
  const { node, name, written } = place;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(node, nameOf(error), String(error.params['additionalProperty']));
    case 'required':
      return missing(place, words, quoted(String(error.params['missingProperty'])));
    case 'anyOf':
      return words.missing === undefined
        ? wrongType(place, words, '')
        : missing(place, words, words.missing);
    case 'type':
      return wrongType(place, words, String(error.params['type']));
    case 'minimum':
    case 'maximum':
      return {
        code: 'policy/out-of-range',
        span: node.span,
        message: `${name} is ${quoted(written)}, which is out of range`,
        help: words.range,
      };
    case 'enum':
      return notListed(place, error.params['allowedValues']);
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return {
        code: 'policy/invalid-value',
        span: node.span,
        message: `${name} is empty`,
        help: words.help,
      };
    case 'maxProperties':
      return severalPatterns(node);
    default:
      return malformed(error, place, words);
  }
}

function malformed(error: SchemaError, { node, name }: Place, words: DefinitionWords): Finding {
  const entry = error.propertyName === undefined ? undefined : entryOf(node, error.propertyName);
  const tooLong = error.keyword === 'maxLength';
  return {
    code: 'policy/invalid-value',
    span: entry?.key.span ?? node.span,
    message: tooLong
      ? `${name} is too long`
      : `${quoted(error.propertyName ?? String(node.value))} is no ${words.noun ?? name}`,
    help: tooLong ? `write at most ${error.params['limit']} characters` : words.help,
  };
}

/** The keys that unknown ones at a place were meant to be. */
function meantKeys(errors: readonly SchemaError[]): ReadonlySet<string> {
  const meant = new Set<string>();
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue;
    const near = nearKey(nameOf(error), String(error.params['additionalProperty']));
    if (near !== undefined) meant.add(near);
  }
  return meant;
}

/** Whether a key is only missing because it is misspelled. */
function isMeant(error: SchemaError, meant: ReadonlySet<string>): boolean {
  if (error.keyword === 'required') return meant.has(String(error.params['missingProperty']));
  if (error.keyword !== 'anyOf') return false;
  return (DEFINITIONS[nameOf(error)]?.alternatives ?? []).some((key) => meant.has(key));
}

/** The key that was most likely meant. */
function nearKey(owner: string, key: string): string | undefined {
  const known = KNOWN_KEYS[owner] ?? [];
  const synonym = SYNONYMS[key.toLowerCase()];
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  return suggest(key, known);
}

function unknownKey(node: DocumentNode, owner: string, key: string): Finding {
  return {
    code: 'policy/unknown-key',
    span: entryOf(node, key)?.key.span ?? node.span,
    message: `${DEFINITIONS[owner]?.noun ?? 'this'} has no key ${quoted(key)}`,
    help: helpWithKey(owner, key),
  };
}

function helpWithKey(owner: string, key: string): string {
  if (key === '<<') return 'write the keys out: merge keys are not read';
  const near = nearKey(owner, key);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  const home = HOME_OF_KEY[key];
  if (home !== undefined) return `\`${key}\` belongs ${home}`;
  return `it knows ${(KNOWN_KEYS[owner] ?? []).map((name) => `\`${name}\``).join(', ')}`;
}

const missing = ({ node, name }: Place, words: DefinitionWords, key: string): Finding => ({
  code: 'policy/missing-key',
  span: beginning(node),
  message: `${words.noun ?? name} needs ${key}`,
  help: words.help,
});

const wrongType = (place: Place, words: DefinitionWords, type: string): Finding => ({
  code: 'policy/wrong-type',
  span: beginning(place.node),
  message: `${place.name} should be ${words.expected ?? 'something else'}, and is ${described(place)}`,
  help: helpWithType(place, type) ?? words.help,
});

/** Quotes or brackets are all that some values lack. */
function helpWithType({ node, written }: Place, type: string): string | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  if (type === 'string' && typeof node.value !== 'string') return `quote it: \`"${written}"\``;
  if (type !== 'array' || typeof node.value !== 'string') return undefined;
  return `write a list: ${quoted(`[${node.style === 'quoted' ? written : quoteForYaml(node.value)}]`)}`;
}

function notListed(place: Place, allowed: unknown): Finding {
  const values = Array.isArray(allowed) ? allowed.map(String) : [];
  const text = String(place.node.value);
  const near = suggest(text, values) ?? SYNONYMS[text.toLowerCase()];
  return {
    code: 'policy/invalid-value',
    span: place.node.span,
    message: `${place.name} cannot be ${described(place)}`,
    help:
      near !== undefined && values.includes(near)
        ? `did you mean \`${near}\`?`
        : `write one of ${values.map((value) => `\`${value}\``).join(', ')}`,
  };
}

function severalPatterns(node: DocumentNode): Finding {
  const second = node.kind === 'map' ? [...node.entries.values()][1] : undefined;
  return {
    code: 'policy/invalid-value',
    span: second?.key.span ?? node.span,
    message: 'an entry holds one pattern, and this is a second one',
    help: `begin a new entry: \`- ${second?.key.value ?? ''}: ...\``,
  };
}

/** What stands there, as a person would say it. */
function described({ node, written }: Place): string {
  if (node.kind === 'map') return node.entries.size === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.value === null) return 'empty';
  if (node.value === '') return 'an empty text';
  if (typeof node.value === 'string') return `the text ${quoted(node.value)}`;
  return typeof node.value === 'number' ? `the number ${quoted(written)}` : quoted(written);
}

/** A map or list over many lines is pointed at by its beginning. */
function beginning(node: DocumentNode): DocumentNode['span'] {
  if (node.kind === 'scalar') return node.span;
  const first = node.kind === 'map' ? [...node.entries.values()][0]?.key : node.items[0];
  return first === undefined ? node.span : { start: node.span.start, end: first.span.end };
}

const entryOf = (node: DocumentNode, key: string) =>
  node.kind === 'map' ? node.entries.get(key) : undefined;

/** The value at a JSON Pointer. */
function find(source: SourceText, root: MapNode, path: string): Place | undefined {
  let node: DocumentNode | undefined = root;
  let name = 'the policy';
  for (const step of path.split('/').slice(1)) {
    if (node?.kind === 'map') {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      node = node.entries.get(key)?.node;
      name = quoted(key);
    } else if (node?.kind === 'list') {
      node = node.items[Number(step)];
      name = `an item of ${name}`;
    }
  }
  if (node === undefined) return undefined;
  return { node, name, written: source.text.slice(node.span.start, node.span.end) };
}
