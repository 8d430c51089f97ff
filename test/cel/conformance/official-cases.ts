import type { Decl } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import type { SimpleTest } from '@bufbuild/cel-spec/cel/expr/conformance/test/simple_pb.js';
import { getConformanceSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import type { StaticType } from '../../../src/cel/environment.ts';
import type { DeclaredFunction, Source } from '../oracle/implementation.ts';
import { declaredType } from './declared-type.ts';
import { namesMessage } from './message-names.ts';
import { celValue, kindOf, NeedsProtobuf } from './protobuf-value.ts';

/** The suites of the language as it is documented, and of its extensions that conditions may use. */
export const SUITES: readonly string[] = [
  'basic',
  'comparisons',
  'conversions',
  'fields',
  'fp_math',
  'integer_math',
  'lists',
  'logic',
  'macros',
  'parse',
  'plumbing',
  'string',
  'timestamps',
  'type_deductions',
  'string_ext',
  'optionals',
  'bindings_ext',
];

/** What a test asks for. */
export type Expected =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error' }
  /** `value` is absent where only the type is to be checked. */
  | { readonly kind: 'typed'; readonly type: StaticType; readonly value?: unknown };

/** A test that needs no protocol-buffer message or enum. */
export interface OfficialCase {
  /** `suite/section/name`; a name that a section uses again has `#2` after it. */
  readonly id: string;
  readonly suite: string;
  readonly section: string;
  readonly source: Source;
  readonly bindings: ReadonlyMap<string, unknown>;
  readonly expected: Expected;
}

export interface OfficialSuite {
  readonly name: string;
  /** Tests in the official data. */
  readonly total: number;
  /** Those that need no message or enum, by a rule that looks at types, values and text alone. */
  readonly cases: readonly OfficialCase[];
}

/** The official data of `SUITES`, in that order. */
export function officialSuites(): readonly OfficialSuite[] {
  const found = new Map(getConformanceSuite().suites.map((suite) => [suite.name, suite]));
  return SUITES.map((name) => {
    const cases: OfficialCase[] = [];
    const seen = new Map<string, number>();
    let total = 0;
    for (const section of found.get(name)?.suites ?? []) {
      for (const { original } of section.tests) {
        total += 1;
        const plainId = `${name}/${section.name}/${original.name}`;
        const count = (seen.get(plainId) ?? 0) + 1;
        seen.set(plainId, count);
        const id = count === 1 ? plainId : `${plainId}#${count}`;
        const content = contentOf(original);
        if (content !== undefined) {
          cases.push({ id, suite: name, section: section.name, ...content });
        }
      }
    }
    return { name, total, cases };
  });
}

type Content = Pick<OfficialCase, 'source' | 'bindings' | 'expected'>;

/** `undefined` where a message or enum is needed. */
function contentOf(test: SimpleTest): Content | undefined {
  if (namesMessage(test.expr)) return undefined;
  try {
    const bindings = bindingsOf(test);
    const expected = expectedOf(test);
    return { source: sourceOf(test, bindings), bindings, expected };
  } catch (error) {
    if (error instanceof NeedsProtobuf) return undefined;
    throw error;
  }
}

function bindingsOf(test: SimpleTest): Map<string, unknown> {
  const bindings = new Map<string, unknown>();
  for (const [name, { kind }] of Object.entries(test.bindings)) {
    if (kind.case !== 'value') throw new Error(`${test.name}: a binding that is no value`);
    bindings.set(name, celValue(kind.value));
  }
  return bindings;
}

function sourceOf(test: SimpleTest, bindings: ReadonlyMap<string, unknown>): Source {
  const variables = new Map<string, StaticType>();
  const functions: DeclaredFunction[] = [];
  for (const name of bindings.keys()) variables.set(name, 'dyn');
  for (const { name, declKind } of test.typeEnv) {
    if (declKind.case === 'ident' && declKind.value.type !== undefined) {
      variables.set(name, kindOf(declKind.value.type));
    }
    if (declKind.case === 'function')
      functions.push(...functionsOf(name, declKind.value.overloads));
  }
  const { expr: expression, container, disableCheck } = test;
  return { expression, variables, container, functions, check: !disableCheck };
}

type Overloads = Extract<Decl['declKind'], { case: 'function' }>['value']['overloads'];

const functionsOf = (name: string, overloads: Overloads): DeclaredFunction[] =>
  overloads.map(({ params, resultType }) => ({
    name,
    params: params.map(declaredType),
    result: declaredType(resultType),
  }));

function expectedOf({ name, checkOnly, resultMatcher: matcher }: SimpleTest): Expected {
  switch (matcher.case) {
    case 'value':
      return { kind: 'value', value: celValue(matcher.value) };
    case 'evalError':
    case 'anyEvalErrors':
      return { kind: 'error' };
    case 'typedResult': {
      const { result, deducedType } = matcher.value;
      if (deducedType === undefined) throw new Error(`${name}: a typed result without a type`);
      const type = kindOf(deducedType);
      if (checkOnly || result === undefined) return { kind: 'typed', type };
      return { kind: 'typed', type, value: celValue(result) };
    }
    case undefined:
      // The data's own rule: no matcher means the result is true.
      return { kind: 'value', value: true };
    default:
      throw new Error(`${name}: no rule for ${matcher.case}`);
  }
}
