/** Runs a hostile row, and says what came of it and how long it took at best. */
import { type Call, compilePolicy, type Policy, type PolicySource } from '../../../src/engine.ts';
import type { HostileDecision } from '../generate/hostile-decisions.ts';
import type { HostileLoad } from '../generate/hostile-loads.ts';

export interface Timed<Result> {
  readonly result: Result;
  /** The shortest of several runs: what a busy machine adds is not the engine's. */
  readonly milliseconds: number;
}

export function timed<Result>(repeats: number, run: () => Result): Timed<Result> {
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 1; ; repeat += 1) {
    const start = performance.now();
    const result = run();
    best = Math.min(best, performance.now() - start);
    if (repeat >= repeats) return { result, milliseconds: best };
  }
}

export const sourcesOf = (text: string | readonly PolicySource[]): readonly PolicySource[] =>
  typeof text === 'string' ? [{ name: 'hostile.yaml', text }] : text;

export function load(row: HostileLoad, repeats = 1) {
  const sources = sourcesOf(row.text());
  const options = row.options?.() ?? {};
  return timed(repeats, () => compilePolicy(sources, options));
}

export function policyFor({ what, policy }: HostileDecision): Policy {
  const compiled = compilePolicy(sourcesOf(typeof policy === 'string' ? policy : policy()));
  if (compiled.policy === undefined) {
    throw new Error(`${what}: ${JSON.stringify(compiled.diagnostics[0])}`);
  }
  return compiled.policy;
}

/** Decides the call, and afterwards as often again, by a policy that remembers nothing of it. */
export function decide(row: HostileDecision, repeats = 1) {
  const call: Call = row.call();
  let best: Timed<ReturnType<Policy['decide']>> | undefined;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const policy = policyFor(row);
    const run = timed(1, () => policy.decide(call));
    if (best === undefined || run.milliseconds < best.milliseconds) best = run;
  }
  if (best === undefined) throw new Error('nothing was decided');
  return best;
}
