/** Policy sets as plain descriptions, from which both the YAML text and the model's input are made. */
import fc from 'fast-check';
import type { Decided } from '../../../src/policy/decision.ts';
import type { EffectKind } from '../model/combine.ts';

/** A condition as it stands in a policy, and whatever else its generator knows of it. */
export interface ConditionDescription {
  readonly text: string;
}

export interface SetDescription<Condition extends ConditionDescription = ConditionDescription> {
  /** In any order of file names. */
  readonly documents: readonly DocumentDescription<Condition>[];
}

export interface DocumentDescription<
  Condition extends ConditionDescription = ConditionDescription,
> {
  readonly file: string;
  readonly mode: 'enforce' | 'monitor' | undefined;
  readonly default: Decided | undefined;
  /** Globs on the agent's id. */
  readonly agents: readonly string[] | undefined;
  readonly onPolicyChange?: 'resolve' | 'hold' | undefined;
  readonly blocks: readonly BlockDescription<Condition>[];
}

export interface BlockDescription<Condition extends ConditionDescription = ConditionDescription> {
  readonly kind: EffectKind;
  /** Absent for a block with `when` alone. */
  readonly entries: readonly EntryDescription<Condition>[] | undefined;
  readonly when: Condition | undefined;
  readonly except: readonly EntryDescription<Condition>[];
  /** Never on an allow block. */
  readonly message: string | undefined;
  readonly terms: TermsDescription;
}

export interface EntryDescription<Condition extends ConditionDescription = ConditionDescription> {
  readonly pattern: string;
  readonly condition: Condition | undefined;
}

/** What an approval block spells out of its terms. */
export interface TermsDescription {
  readonly timeoutSeconds?: number | undefined;
  readonly onRejection?: 'fail' | 'continue' | undefined;
  readonly approvers?: readonly string[] | undefined;
  readonly quorum?: number | undefined;
  readonly allowSelfApproval?: boolean | undefined;
  readonly escalate?:
    | readonly { readonly afterSeconds: number; readonly to: readonly string[] }[]
    | undefined;
  readonly notify?: readonly string[] | undefined;
}

/** The tool that generated calls are for. */
export const TOOL = 'orders.refund';

const MATCHING = [
  'orders.refund',
  'orders.*',
  '*',
  '*.refund',
  'o*rs.refund',
  'orders.refun?',
  '*e*r*',
];
const NOT_MATCHING = [
  'orders.cancel',
  'Orders.refund',
  'orders.refund?',
  'orders',
  'x*',
  'orders.refund.*',
  '??',
];

/** Agents that generated calls name; `undefined` names none. */
export const AGENTS = ['a-1', 'b-1', undefined] as const;

const pattern = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...MATCHING) },
  { weight: 1, arbitrary: fc.constantFrom(...NOT_MATCHING) },
);

const people = fc.uniqueArray(
  fc.constantFrom('group:finance', 'group:security', 'user:alice', 'user:bob'),
  {
    minLength: 1,
    maxLength: 2,
  },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** No more people than are named, where no group is. */
const attainable = ({ approvers, quorum }: TermsDescription): number | undefined =>
  quorum === undefined ||
  approvers === undefined ||
  approvers.some((one) => one.startsWith('group:'))
    ? quorum
    : Math.min(quorum, approvers.length);

const terms: fc.Arbitrary<TermsDescription> = fc
  .record({
    timeoutSeconds: maybe(fc.constantFrom(600, 1800, 3600, 86_400)),
    onRejection: maybe(fc.constantFrom('fail' as const, 'continue' as const)),
    approvers: maybe(people),
    quorum: maybe(fc.constantFrom(1, 2)),
    allowSelfApproval: maybe(fc.boolean()),
    // steps come in order, and before the shortest timeout
    escalate: maybe(
      fc
        .array(fc.record({ afterSeconds: fc.constantFrom(60, 120, 300), to: people }), {
          minLength: 1,
          maxLength: 2,
        })
        .map((steps) => steps.toSorted((a, b) => a.afterSeconds - b.afterSeconds)),
    ),
    notify: maybe(
      fc.uniqueArray(fc.constantFrom('slack', 'mail', 'web'), { minLength: 1, maxLength: 2 }),
    ),
  })
  .map((spelled) => ({ ...spelled, quorum: attainable(spelled) }));

const NO_TERMS: TermsDescription = {};

const entryOf = <Condition extends ConditionDescription>(
  condition: fc.Arbitrary<Condition>,
  alwaysEvery: number,
): fc.Arbitrary<EntryDescription<Condition>> =>
  fc.record({
    pattern,
    condition: fc.option(condition, { nil: undefined, freq: alwaysEvery }),
  });

export const blockOf = <Condition extends ConditionDescription>(
  condition: fc.Arbitrary<Condition>,
): fc.Arbitrary<BlockDescription<Condition>> =>
  fc
    .record({
      kind: fc.constantFrom<EffectKind>('block', 'approval', 'approval', 'allow'),
      entries: fc.option(fc.array(entryOf(condition, 3), { minLength: 1, maxLength: 3 }), {
        nil: undefined,
        freq: 6,
      }),
      when: fc.option(condition, { nil: undefined, freq: 2 }),
      except: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(entryOf(condition, 8), { minLength: 1, maxLength: 2 }) },
      ),
      message: fc.option(fc.constantFrom('ask first', 'never'), { nil: undefined, freq: 2 }),
      terms: fc.oneof(
        { weight: 1, arbitrary: fc.constant(NO_TERMS) },
        { weight: 2, arbitrary: terms },
      ),
      instead: condition,
    })
    .map(({ instead, ...rest }) => ({
      ...rest,
      terms: rest.kind === 'approval' ? rest.terms : NO_TERMS,
      message: rest.kind === 'allow' ? undefined : rest.message,
      // a block says `tools`, or `when`, or both
      when: rest.entries === undefined ? (rest.when ?? instead) : rest.when,
    }));

const documentOf = <Condition extends ConditionDescription>(condition: fc.Arbitrary<Condition>) =>
  fc.record({
    mode: fc.constantFrom<DocumentDescription['mode'][]>('enforce', undefined, 'monitor'),
    default: fc.constantFrom<DocumentDescription['default'][]>(
      'allow',
      undefined,
      undefined,
      'block',
      'require_approval',
    ),
    onPolicyChange: maybe(fc.constantFrom('resolve' as const, 'hold' as const)),
    agents: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(['a-*'], ['b-?'], ['nobody', 'a-1'], ['nobody'], ['*']),
      },
    ),
    blocks: fc.array(blockOf(condition), { minLength: 1, maxLength: 3 }),
  });

const FILES = ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'B.yaml', 'a-b.yaml'];

/** Sets of 1 to 4 documents, in no particular order, with conditions as given. */
export const policySet = <Condition extends ConditionDescription>(
  condition: fc.Arbitrary<Condition>,
): fc.Arbitrary<SetDescription<Condition>> =>
  fc
    .tuple(
      fc.array(documentOf(condition), { minLength: 1, maxLength: 4 }),
      fc.shuffledSubarray(FILES, { minLength: 4, maxLength: 4 }),
    )
    .map(([documents, files]) => ({
      documents: documents.map((each, at) => ({ ...each, file: files[at] ?? `${at}.yaml` })),
    }));
