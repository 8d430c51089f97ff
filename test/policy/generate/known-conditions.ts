/** Conditions whose outcome on `KNOWN_PARAM` is known beforehand, so that a model need not evaluate them. */
import fc from 'fast-check';
import type { DiagnosticCode } from '../../../src/diagnostics/code.ts';
import type { JsonObject } from '../../../src/policy/call.ts';
import type { Outcome } from '../model/combine.ts';

export const KNOWN_PARAM: JsonObject = Object.freeze({
  t: true,
  f: false,
  n: 1,
  z: 0,
  s: 'text',
  items: [1, 2],
  m: { x: 1 },
});

export interface KnownCondition {
  readonly text: string;
  readonly outcome: Outcome;
  /** The error it gives, where the outcome is `error`. */
  readonly code?: DiagnosticCode;
}

const holds = (text: string): KnownCondition => ({ text, outcome: true });
const fails = (text: string): KnownCondition => ({ text, outcome: false });
const errs = (text: string, code: DiagnosticCode): KnownCondition => ({
  text,
  outcome: 'error',
  code,
});

export const KNOWN_CONDITIONS: readonly KnownCondition[] = [
  holds('param.t'),
  holds('param.n == 1'),
  holds('param.s.startsWith("te")'),
  holds('param.t || param.missing > 1'),
  holds('param.missing > 1 || param.t'),
  holds('!(param.missing > 1 && param.f)'),
  holds('param.items.exists(i, i / param.z > 1 || i == 2)'),
  holds('!has(param.missing)'),
  // steps that one side uses up must not be forgotten where the other side settles the matter
  holds('param.s.lowerAscii() == "zz" || param.t'),
  fails('param.f'),
  fails('param.n > 5'),
  fails('param.f && param.missing > 1'),
  fails('param.missing > 1 && param.f'),
  fails('!param.t'),
  fails('param.m.x == 2'),
  fails('"x" in param'),
  fails('param.s.lowerAscii() == "zz" && param.f'),
  fails('param.s == 1'),
  errs('param.missing > 1', 'condition/no-such-field'),
  errs('param.t && param.missing == 2', 'condition/no-such-field'),
  errs('!param.missing', 'condition/no-such-field'),
  errs('param.missing ? true : true', 'condition/no-such-field'),
  errs('param.f || param.m.y', 'condition/no-such-field'),
  errs('param.s > 1', 'condition/no-such-overload'),
  errs('param.n / param.z > 1', 'condition/not-finite'),
  errs('param.items[9] == 1', 'condition/index-out-of-range'),
  errs('param.n', 'condition/not-boolean'),
  errs('param.constructor == 1', 'condition/no-such-field'),
];

const withOutcome = (outcome: Outcome) =>
  fc.constantFrom(...KNOWN_CONDITIONS.filter((condition) => condition.outcome === outcome));

/** A condition that holds, fails or errs, each about equally often. */
export const knownCondition = (): fc.Arbitrary<KnownCondition> =>
  fc.oneof(withOutcome(true), withOutcome(false), withOutcome('error'));
