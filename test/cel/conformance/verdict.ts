import { canonicalText } from '../oracle/canonical-text.ts';
import { evaluate, type Implementation, type Outcome } from '../oracle/implementation.ts';
import type { Expected, OfficialCase } from './official-cases.ts';

/** Whether an implementation gave what an official test asks for, and if not, how it failed. */
export type Verdict =
  | { readonly passed: true }
  | {
      readonly passed: false;
      /** `refused` before running, an `error` while running, another `value`, another `type`. */
      readonly how: 'refused' | 'error' | 'value' | 'type';
      /** The implementation's code when it refused. */
      readonly code: string;
      readonly detail: string;
    };

const PASSED: Verdict = { passed: true };

const failed = (
  how: 'refused' | 'error' | 'value' | 'type',
  detail: string,
  code = '',
): Verdict => ({
  passed: false,
  how,
  code,
  detail,
});

/**
 * Runs one test. An expected value must come out equal by value and type. An expected error may come at
 * load or at run: a checker that refuses the expression has found the same mistake earlier.
 */
export function judge(implementation: Implementation, test: OfficialCase): Verdict {
  const { expected, source, bindings } = test;
  switch (expected.kind) {
    case 'error':
      return errorVerdict(evaluate(implementation, source, bindings));
    case 'value':
      return valueVerdict(evaluate(implementation, source, bindings), expected.value);
    case 'typed':
      return typedVerdict(implementation, test, expected);
  }
}

function errorVerdict(outcome: Outcome): Verdict {
  return 'failure' in outcome
    ? PASSED
    : failed('value', `${canonicalText(outcome.value)} instead of an error`);
}

function valueVerdict(outcome: Outcome, value: unknown): Verdict {
  if ('failure' in outcome) {
    const { stage, code, message } = outcome.failure;
    return failed(stage === 'load' ? 'refused' : 'error', `${code}: ${message}`, code);
  }
  const found = canonicalText(outcome.value);
  const wanted = canonicalText(value);
  return found === wanted ? PASSED : failed('value', `${found} instead of ${wanted}`);
}

/**
 * The type counts as far as kinds go, and `dyn` counts as right: it says less, but nothing wrong. Where
 * the test has a value too, that must come out. An implementation without a checker is judged by the
 * value alone, and fails where there is none.
 */
function typedVerdict(
  implementation: Implementation,
  { source, bindings }: OfficialCase,
  expected: Expected & { readonly kind: 'typed' },
): Verdict {
  const loaded = implementation.load(source);
  if ('failure' in loaded) return valueVerdict(loaded, undefined);
  const type = loaded.type();
  const hasValue = 'value' in expected;
  if (type === undefined ? !hasValue : type !== expected.type && type !== 'dyn') {
    return failed('type', `${type} instead of ${expected.type}`);
  }
  return hasValue ? valueVerdict(loaded.run(bindings), expected.value) : PASSED;
}

/** The type that an implementation says for a test that asks for one, and the one that it asks for. */
export function typesOf(
  implementation: Implementation,
  { source, expected }: OfficialCase,
): { readonly said: string | undefined; readonly asked: string } | undefined {
  if (expected.kind !== 'typed') return undefined;
  const loaded = implementation.load(source);
  return { said: 'failure' in loaded ? undefined : loaded.type(), asked: expected.type };
}
