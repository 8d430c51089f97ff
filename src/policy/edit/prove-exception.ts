import { canonicalJson } from '../../json/canonical.ts';
import { isRecord, type JsonValue } from '../../json/json-value.ts';
import { type Call, toolName } from '../call.ts';
import type { Decision, RuleReference } from '../decision.ts';
import type { PolicyDocument, RuleBlock } from '../document/policy-document.ts';
import type { Policy } from '../policy.ts';
import { withArgument } from './argument-path.ts';
import type { EntryTexts, Pin } from './exception-entry.ts';
import { type EditRefusal, refuse } from './refusal.ts';

/** A policy before and after an edit, with what the edit was for. */
export interface EditedPolicy {
  readonly before: Policy;
  readonly after: Policy;
  /** The document that was edited. */
  readonly file: string;
  readonly entry: EntryTexts;
  readonly pins: readonly Pin[];
  readonly call: Call;
  /** When the call is decided, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/**
 * What speaks against an edit, as the engine sees it: the edited document has to say what it said and
 * exactly one exception more, the call has to be allowed, and calls of another tool or with another value in
 * a pinned argument have to be decided as before.
 */
export function objectionTo(edit: EditedPolicy): EditRefusal | undefined {
  if (!saysOneExceptionMore(edit)) {
    return unproven(edit, 'would say something else than one exception more');
  }
  const decision = edit.after.decideAt(edit.call, edit.at);
  if (decision.decision !== 'allow') return stillDecided(edit, decision);
  const other = otherCalls(edit).find((call) => !isDecidedAlike(edit, call));
  return other && unproven(edit, 'would let other calls pass as well');
}

const unproven = ({ file }: EditedPolicy, why: string): EditRefusal =>
  refuse('edit/unproven', `\`${file}\` ${why}: edit it by hand`);

function stillDecided(edit: EditedPolicy, { decision, rule }: Decision): EditRefusal {
  const what = decision === 'block' ? 'blocked' : 'held';
  const by =
    rule?.pattern === undefined
      ? 'the default'
      : `line ${lineBefore(edit, rule)} for \`${rule.pattern}\``;
  return refuse(
    'edit/still-decided',
    `such calls are ${what} by another rule as well, ${by} of \`${rule?.policy ?? ''}\`: edit that one by hand first`,
  );
}

/** Where a rule of the edited policy stands in the file as it is. */
function lineBefore({ before, after, file }: EditedPolicy, rule: RuleReference): number {
  const { line = 1 } = rule;
  if (rule.file !== file) return line;
  const [old, edited] = [linesOf(before, file), linesOf(after, file)];
  const isMoved = old.slice(0, line).some((text, at) => text !== edited[at]);
  return isMoved ? line - (edited.length - old.length) : line;
}

const linesOf = ({ sources }: Policy, file: string): readonly string[] =>
  sources.documents.find(({ name }) => name === file)?.text.split('\n') ?? [];

/** Whether all documents say the same, but for one entry at the end of one block's `except`. */
function saysOneExceptionMore({ before, after, file, entry }: EditedPolicy): boolean {
  const added = { pattern: entry.pattern, condition: entry.condition };
  const expected = documentNamed(before, file)?.blocks.map(({ except }, index) =>
    withoutPlaces(before, file, index, [...except.map(entryOf), added]),
  );
  const actual = withoutPlaces(after, file, -1, []);
  const others = (policy: Policy) =>
    canonicalJson(policy.sources.documents.filter(({ name }) => name !== file));
  return expected?.includes(actual) === true && others(before) === others(after);
}

const documentNamed = ({ documents }: Policy, file: string): PolicyDocument | undefined =>
  documents.find((one) => one.file === file);

/** What a document says, wherever it says it; of one block, with other exceptions. */
function withoutPlaces(
  policy: Policy,
  file: string,
  index: number,
  except: readonly Said[],
): string | undefined {
  const document = documentNamed(policy, file);
  if (document === undefined) return undefined;
  const blocks = document.blocks.map((block, at) => {
    const said = at === index ? except : block.except.map(entryOf);
    return { ...block, ...excerptsOf(block), entries: block.entries.map(entryOf), except: said };
  });
  const { catalog, defaultLocation, ...rest } = document;
  return canonicalJson({
    ...rest,
    blocks,
    catalog: catalog?.text,
    spellsDefault: defaultLocation !== undefined,
  });
}

interface Said {
  readonly pattern: string;
  readonly condition: string | undefined;
}

const entryOf = ({ pattern, condition }: RuleBlock['entries'][number]): Said => ({
  pattern,
  condition: condition?.text,
});

const excerptsOf = ({ when, message }: RuleBlock) => ({ when: when?.text, message: message?.text });

/** A call of another tool, and one with another value for each pin. */
function otherCalls({ call, pins }: EditedPolicy): readonly Call[] {
  const name = `${toolName(call) ?? ''}_`;
  const tool = typeof call.tool === 'string' ? name : { ...call.tool, name };
  const pinned = pins.map(({ path, value }): Call => {
    const param = withArgument((call.param ?? {}) as JsonValue, path, otherThan(value));
    return isRecord(param) ? { ...call, param } : call;
  });
  return [{ ...call, tool }, ...pinned];
}

/** Another value, of the same kind where that has any. */
function otherThan(value: JsonValue): JsonValue {
  if (typeof value === 'string') return `${value}_`;
  if (typeof value === 'number') return value > 0 ? value - 1 : value + 1;
  return typeof value === 'boolean' ? !value : value === null ? false : null;
}

const isDecidedAlike = ({ before, after, at }: EditedPolicy, call: Call): boolean =>
  essence(before.decideAt(call, at)) === essence(after.decideAt(call, at));

/** What a decision says, wherever its rule stands; conditions that err may be one more. */
const essence = ({ decision, rule, message, approval }: Decision): string =>
  canonicalJson({
    decision,
    rule: rule && { policy: rule.policy, kind: rule.kind, pattern: rule.pattern },
    message,
    approval,
  });
