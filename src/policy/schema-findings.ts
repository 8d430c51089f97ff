import { suggest } from '../diagnostics/suggest.ts';
import type { DocumentNode, MapNode } from './document-node.ts';
import { type Finding, quoted } from './finding.ts';
import { DEFINITIONS, HOME_OF_KEY, SYNONYMS } from './grammar-words.ts';
import { KNOWN_KEYS, type SchemaError, schemaErrors } from './policy-schema.generated.ts';

/**
 * Every way in which a document is not what policy.schema.json says, at the place where it is
 * written and in the words of our grammar. Several errors of the schema that come from one
 * mistake (the alternatives of an `anyOf`) become the one that helps.
 */
export function schemaFindings(root: MapNode): Finding[] {
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
    const path = errors[0]?.instancePath ?? '';
    const node = find(root, path);
    if (node === undefined) continue;
    const meant = meantKeys(errors);
    for (const error of telling(errors, deeper.has(place))) {
      if (isMeant(error, meant)) continue;
      findings.push(explain(error, node, path));
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
  if (choice === undefined) return plain;
  // one alternative has the right type: its own errors tell, here or further down
  const ofRightType = plain.filter((error) => error.keyword !== 'type');
  return ofRightType.length > 0 || hasDeeper ? ofRightType : [choice];
}

const isChoiceOfTypes = (error: SchemaError): boolean =>
  DEFINITIONS[nameOf(error)]?.expected !== undefined;

const nameOf = (error: SchemaError): string => error.parentSchema?.$comment ?? '';

function explain(error: SchemaError, node: DocumentNode, path: string): Finding {
  const definition = DEFINITIONS[nameOf(error)];
  const key = path === '' ? 'the policy' : quoted(lastKey(path));
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(node, nameOf(error), String(error.params['additionalProperty']));
    case 'required':
      return missing(node, key, quoted(String(error.params['missingProperty'])), definition?.help);
    case 'anyOf':
      if (definition?.expected === undefined) {
        return missing(node, key, definition?.missing ?? 'a key', definition?.help);
      }
      return wrongType(node, key, definition.expected, definition.help);
    case 'type':
      return wrongType(node, key, definition?.expected ?? 'something else', definition?.help);
    case 'minimum':
    case 'maximum':
      return {
        code: 'policy/out-of-range',
        span: node.span,
        message: `${key} is ${described(node)}, which is out of range`,
        help: definition?.range,
      };
    case 'enum':
      return notListed(node, key, error.params['allowedValues']);
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return {
        code: 'policy/invalid-value',
        span: node.span,
        message: `${key} is empty`,
        help: definition?.help,
      };
    case 'maxProperties':
      return severalPatterns(node);
    default:
      return invalid(error, node, key);
  }
}

function invalid(error: SchemaError, node: DocumentNode, key: string): Finding {
  const definition = DEFINITIONS[nameOf(error)];
  const entry = error.propertyName === undefined ? undefined : entryOf(node, error.propertyName);
  const written = error.propertyName ?? String(node.value);
  const what = definition?.noun ?? key;
  const tooLong = error.keyword === 'maxLength';
  return {
    code: 'policy/invalid-value',
    span: entry?.key.span ?? node.span,
    message: tooLong ? `${what} is too long` : `${quoted(written)} is no ${what}`,
    help: tooLong ? `write at most ${error.params['limit']} characters` : definition?.help,
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
  const entry = entryOf(node, key);
  const known = KNOWN_KEYS[owner] ?? [];
  const near = nearKey(owner, key);
  const home = HOME_OF_KEY[key];
  return {
    code: 'policy/unknown-key',
    span: entry?.key.span ?? node.span,
    message: `${DEFINITIONS[owner]?.noun ?? 'this'} has no key ${quoted(key)}`,
    help:
      near !== undefined
        ? `did you mean \`${near}\`?`
        : home !== undefined
          ? `\`${key}\` belongs ${home}`
          : `it knows ${known.map((name) => `\`${name}\``).join(', ')}`,
  };
}

const missing = (
  node: DocumentNode,
  owner: string,
  key: string,
  help: string | undefined,
): Finding => ({
  code: 'policy/missing-key',
  span: firstLine(node),
  message: `${owner} needs ${key}`,
  help,
});

const wrongType = (
  node: DocumentNode,
  key: string,
  expected: string,
  help: string | undefined,
): Finding => ({
  code: 'policy/wrong-type',
  span: firstLine(node),
  message: `${key} should be ${expected}, and is ${described(node)}`,
  help,
});

function notListed(node: DocumentNode, key: string, allowed: unknown): Finding {
  const values = Array.isArray(allowed) ? allowed.map(String) : [];
  const near = suggest(String(node.value), values) ?? SYNONYMS[String(node.value).toLowerCase()];
  const list = values.map((value) => `\`${value}\``).join(', ');
  return {
    code: 'policy/invalid-value',
    span: node.span,
    message: `${key} cannot be ${described(node)}`,
    help:
      near !== undefined && values.includes(near)
        ? `did you mean \`${near}\`?`
        : `write one of ${list}`,
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
function described(node: DocumentNode): string {
  if (node.kind === 'map') return node.entries.size === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') {
    return node.value === '' ? 'an empty text' : `the text ${quoted(node.value)}`;
  }
  return typeof node.value === 'number' ? `the number \`${node.value}\`` : `\`${node.value}\``;
}

/** A map or list over many lines is pointed at by its beginning. */
function firstLine(node: DocumentNode): DocumentNode['span'] {
  const first =
    node.kind === 'map'
      ? [...node.entries.values()][0]?.key
      : node.kind === 'list'
        ? node.items[0]
        : undefined;
  return first === undefined ? node.span : { start: node.span.start, end: first.span.end };
}

const entryOf = (node: DocumentNode, key: string) =>
  node.kind === 'map' ? node.entries.get(key) : undefined;

const steps = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The last step that is a name: in a list, the list's. */
function lastKey(path: string): string {
  const names = steps(path).filter((step) => !/^\d+$/.test(step));
  return names.at(-1) ?? 'policy';
}

/** The node at a JSON Pointer. */
function find(root: DocumentNode, path: string): DocumentNode | undefined {
  let node: DocumentNode | undefined = root;
  for (const step of steps(path)) {
    if (node?.kind === 'map') node = node.entries.get(step)?.node;
    else if (node?.kind === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}
