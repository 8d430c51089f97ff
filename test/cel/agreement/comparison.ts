import { assent, assentJsonNumbers } from '../oracle/assent.ts';
import { bufbuildCel } from '../oracle/bufbuild-cel.ts';
import { celJs } from '../oracle/cel-js.ts';
import type { Implementation, Outcome } from '../oracle/implementation.ts';
import { argumentsFrom } from './argument-generator.ts';
import { type Difference, explain } from './differences.ts';
import { agree, type Disagreement } from './disagreement.ts';
import { expressionFrom } from './expression-generator.ts';
import { JSON_NUMBERS, OPTIONALS_AND_BIND, PLAIN, STRING_EXTENSION } from './grammar.ts';
import { Random } from './random.ts';

/** What a comparison of many pairs of condition and argument found. */
export interface Report {
  pairs: number;
  /** All three gave the same value. */
  sameValue: number;
  /** All three gave an error. */
  allErrors: number;
  /** Pairs whose condition our checker refuses; they are compared as if it did not check. */
  refused: number;
  /** Pairs by the difference that explains them. */
  readonly explained: Map<Difference, number>;
  readonly unexplained: Disagreement[];
}

/** Arguments that each condition is tried with. */
const ARGUMENTS_PER_CONDITION = 4;

/** The same number and seed give the same pairs. */
export function compare(pairs: number, seed: number): Report {
  const report: Report = {
    pairs: 0,
    sameValue: 0,
    allErrors: 0,
    refused: 0,
    explained: new Map(),
    unexplained: [],
  };
  const source = new Random(seed);
  while (report.pairs < pairs) {
    const random = new Random(source.below(2 ** 32));
    const contest = random.chance(0.75) ? plainContest(random) : jsonNumbersContest(random);
    for (let count = 0; count < ARGUMENTS_PER_CONDITION; count += 1) {
      record(contest, argumentsFrom(random), report);
    }
  }
  return report;
}

type Run = (argument: Arguments) => Outcome;
type Arguments = Readonly<Record<string, unknown>>;

/** One condition, loaded by everyone. */
interface Contest {
  readonly expression: string;
  readonly refused: boolean;
  readonly ours: Run;
  readonly rivals: ReadonlyMap<Implementation, Run>;
  /** Ours over JSON numbers, which gives every value that plain CEL gives. */
  readonly oursOverJson?: Run;
}

function plainContest(random: Random): Contest {
  const rare = random.chance(0.15) ? OPTIONALS_AND_BIND : STRING_EXTENSION;
  const expression = expressionFrom(random, { grammars: [PLAIN, rare], wrongType: 0.02 });
  const refused = isRefused(assent, expression);
  return {
    expression,
    refused,
    ours: runner(assent, expression, false),
    rivals: new Map([celJs, bufbuildCel].map((rival) => [rival, runner(rival, expression, false)])),
    oursOverJson: runner(assentJsonNumbers, expression, false),
  };
}

/** Whole numbers are ints in what we get, and doubles in what the others get. */
function jsonNumbersContest(random: Random): Contest {
  const seed = random.below(2 ** 31);
  const write = (whole: 'int' | 'double') =>
    expressionFrom(new Random(seed), { grammars: [JSON_NUMBERS], wrongType: 0, whole });
  const expression = write('int');
  return {
    expression,
    refused: isRefused(assentJsonNumbers, expression),
    ours: runner(assentJsonNumbers, expression, false),
    rivals: new Map(
      [celJs, bufbuildCel].map((rival) => [rival, runner(rival, write('double'), false)]),
    ),
  };
}

const VARIABLES = new Map([['param', 'map'] as const]);

function isRefused(implementation: Implementation, expression: string): boolean {
  const loaded = load(implementation, expression, true);
  return 'failure' in loaded && loaded.failure.code !== 'syntax';
}

const load = (implementation: Implementation, expression: string, check: boolean) =>
  implementation.load({ expression, variables: VARIABLES, container: '', functions: [], check });

function runner(implementation: Implementation, expression: string, check: boolean): Run {
  const loaded = load(implementation, expression, check);
  if ('failure' in loaded) return () => loaded;
  return (argument) => loaded.run(new Map([['param', argument]]));
}

function record(contest: Contest, argument: Arguments, report: Report): void {
  const { expression } = contest;
  const ours = contest.ours(argument);
  const disagreements: Disagreement[] = [...contest.rivals].map(([rival, run]) => ({
    expression,
    argument,
    ours,
    rival,
    theirs: run(argument),
  }));
  report.pairs += 1;
  if (contest.refused) report.refused += 1;
  const open = disagreements.filter(({ theirs }) => !agree(ours, theirs));
  if (open.length === 0) {
    if ('failure' in ours) report.allErrors += 1;
    else report.sameValue += 1;
  }
  for (const disagreement of open) {
    const others = disagreements.filter((other) => other !== disagreement);
    settle(disagreement, explain(disagreement, others), report);
  }
  if (contest.oursOverJson === undefined || 'failure' in ours) return;
  const overJson = contest.oursOverJson(argument);
  if (agree(overJson, ours)) return;
  const departure = { expression, argument, ours: overJson, rival: assent, theirs: ours };
  settle(departure, explain(departure, []), report);
}

function settle(disagreement: Disagreement, found: Difference | undefined, report: Report): void {
  if (found === undefined) report.unexplained.push(disagreement);
  else report.explained.set(found, (report.explained.get(found) ?? 0) + 1);
}
