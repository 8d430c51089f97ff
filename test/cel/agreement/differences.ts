import { assent } from '../oracle/assent.ts';
import { bufbuildCel } from '../oracle/bufbuild-cel.ts';
import { celJs } from '../oracle/cel-js.ts';
import { BUFBUILD_CEL_DEPARTURES } from './bufbuild-cel-departures.ts';
import { CEL_JS_DEPARTURES } from './cel-js-departures.ts';
import {
  absorbs,
  all,
  type Departure,
  dividesByZero,
  hasLargeNumber,
  weFail,
} from './departure.ts';
import { agree, type Disagreement } from './disagreement.ts';

/** A departure, and between ours and which implementation it shows. */
export interface Difference extends Departure {
  readonly rival: typeof celJs;
  /** Who departs from plain CEL. */
  readonly departs: 'rival' | 'assent';
}

/** Where we depart from plain CEL on purpose: our limits, and JSON numbers. */
const OURS: readonly Departure[] = [
  {
    reason: 'loops stand at most three deep in each other',
    applies: weFail(/^`\w+` stands inside 3 other loops$/),
  },
  {
    reason: 'a JSON number that is whole and beyond 2^53 is an error when it is read',
    applies: weFail(/^a number here is too large to be exact in JSON$/),
  },
  {
    reason: 'a number beyond 2^53, behind another error',
    applies: all(absorbs, hasLargeNumber, weFail(/^/)),
  },
  {
    reason: 'a result that is not finite is an error',
    applies: weFail(/^the result is not a finite number$/),
  },
  {
    reason: 'a result that is not finite, behind another error',
    applies: all(absorbs, dividesByZero, weFail(/^/)),
  },
];

/** Every known difference. The list is reviewed: a new entry needs the specification on its side. */
export const DIFFERENCES: readonly Difference[] = [
  ...CEL_JS_DEPARTURES.map((rule): Difference => ({ ...rule, rival: celJs, departs: 'rival' })),
  ...BUFBUILD_CEL_DEPARTURES.map(
    (rule): Difference => ({ ...rule, rival: bufbuildCel, departs: 'rival' }),
  ),
  ...[celJs, bufbuildCel, assent].flatMap((rival) =>
    OURS.map((rule): Difference => ({ ...rule, rival, departs: 'assent' })),
  ),
];

/** The difference that explains a disagreement; `others` are what the other rivals made of the pair. */
export function explain(
  disagreement: Disagreement,
  others: readonly Disagreement[],
): Difference | undefined {
  const witnessed = others.every(
    (other) =>
      agree(other.ours, other.theirs) || fitting(other).some((rule) => rule.needsWitness !== true),
  );
  const rules = fitting(disagreement);
  const narrow = rules.find((rule) => rule.needsWitness !== true);
  return narrow ?? (witnessed ? rules[0] : undefined);
}

const fitting = (disagreement: Disagreement): readonly Difference[] =>
  DIFFERENCES.filter(({ rival, applies }) => rival === disagreement.rival && applies(disagreement));
