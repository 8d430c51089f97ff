import { canonicalText } from '../oracle/canonical-text.ts';
import type { Disagreement } from './disagreement.ts';

/** A known way in which an implementation departs from the others. */
export interface Departure {
  readonly reason: string;
  readonly applies: (disagreement: Disagreement) => boolean;
  /**
   * The pattern is broad, so it explains only where the other rival gives what we give, or cannot be a
   * witness for a narrow reason of its own.
   */
  readonly needsWitness?: boolean;
}

/** Our result is an error with this message. */
export const weFail =
  (message: RegExp) =>
  ({ ours }: Disagreement): boolean =>
    'failure' in ours && message.test(ours.failure.message);

/** The rival's result is an error whose code and message, as `code: message`, match. */
export const theyFail =
  (text: RegExp) =>
  ({ theirs }: Disagreement): boolean =>
    'failure' in theirs && text.test(`${theirs.failure.code}: ${theirs.failure.message}`);

/** The expression matches. */
export const written =
  (text: RegExp) =>
  ({ expression }: Disagreement): boolean =>
    text.test(expression);

/** All of the conditions hold. */
export const all =
  (...conditions: readonly ((disagreement: Disagreement) => boolean)[]) =>
  (disagreement: Disagreement): boolean =>
    conditions.every((condition) => condition(disagreement));

/** A character that takes two UTF-16 units stands in the expression or the argument. */
export const hasSurrogates = ({ expression, argument }: Disagreement): boolean =>
  /[\ud800-\udfff]/.test(expression + JSON.stringify(argument));

/** A whole number near or beyond 2^53 stands in the argument or the expression. */
export const hasLargeNumber = ({ expression, argument }: Disagreement): boolean =>
  /\d{16,}|\de\+?\d{2,}/.test(JSON.stringify(argument) + expression);

/** An error in one part of the expression may be absorbed, or hide behind one of another part. */
export const absorbs = written(/&&|\|\||\.(all|exists)\(/);

/** Paths below `param` that `has` asks for; `undefined` where it asks for something else. */
const asked = (expression: string): readonly (readonly string[] | undefined)[] =>
  [...expression.matchAll(/has\(\(*([\w.]*)(.)/g)].map(([, path = '', end]) => {
    const [root, ...fields] = path.split('.');
    return root === 'param' && end === ')' ? fields : undefined;
  });

/** `has` asks for a field of something that is no map, or of something that cannot be told here. */
export const asksScalarForField = ({ expression, argument }: Disagreement): boolean =>
  asked(expression).some(
    (fields) =>
      fields?.slice(0, -1).some((_, at) => {
        const owner = valueAt(argument, fields.slice(0, at + 1));
        return owner !== undefined && !isObject(owner);
      }) ?? true,
  );

/** `has` asks for a field that is null, or for one that cannot be told here. */
export const asksForNull = ({ expression, argument }: Disagreement): boolean =>
  asked(expression).some((fields) => fields === undefined || valueAt(argument, fields) === null);

/** A number is divided by zero, or by a field where a field is zero. */
export const dividesByZero = ({ expression, argument }: Disagreement): boolean =>
  /\/ \(*-?0/.test(expression) ||
  (/ \/ /.test(expression) && /[:[,]-?0[,\]}]/.test(JSON.stringify(argument)));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (argument: unknown, fields: readonly string[]): unknown =>
  fields.reduce(
    (value, field) => (isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined),
    argument,
  );

/** A time with a fraction of a second stands in the argument or the expression. */
export const hasFractionOfSecond = ({ expression, argument }: Disagreement): boolean =>
  /\.5Z|1\.5s|250ms/.test(JSON.stringify(argument) + expression);

/** A negative zero becomes text: it is written there, or the results differ in its sign alone. */
export const losesZeroSign = ({ expression, ours, theirs }: Disagreement): boolean => {
  if (!/string\(.*-/s.test(expression)) return false;
  if (/-0\.0/.test(expression)) return true;
  if ('failure' in ours || 'failure' in theirs) return false;
  return (
    canonicalText(ours.value).replaceAll(/-0|45 48/g, (zero) => (zero === '-0' ? '0' : '48')) ===
    canonicalText(theirs.value)
  );
};
