import { parseDocument } from 'yaml';
import { assertAgreement } from './agreement.mjs';
import { allEngines, hand } from './engines.mjs';
import { measure, median } from './measure.mjs';
import { toYaml } from './policy-text.mjs';
import { startStopwatch } from './stopwatch.mjs';
import { groupByTool, makeCalls, makeRules } from './workload.mjs';

/** The same workload in every run. */
const RULE_SEED = 7;
const CALL_SEED = 8;
const CALLS = 1024;
const LOAD_ROUNDS = 9;

/**
 * Prepares the engines for `size` rules and checks that they agree on every call.
 *
 * @param {number} size
 * @param {readonly import('./engines.mjs').Engine[]} engines
 * @param {number} [callCount]
 */
export async function checkDecisions(size, engines, callCount = CALLS) {
  const ruleSet = makeRules(size, RULE_SEED);
  const calls = makeCalls(ruleSet, callCount, CALL_SEED);
  const prepared = [];
  for (const engine of engines) {
    prepared.push({ engine, decide: await engine.prepare(ruleSet.rules) });
  }
  await assertAgreement(ruleSet.rules, calls, prepared);
  return { tools: ruleSet.domainOf.size, calls, prepared };
}

/** All engines over one size of rule set: checked, then timed. @param {number} size */
export const decisions = async (size) => timeDecisions(size, await allEngines());

/** The same again in another process, without the layouts that are slow by themselves. @param {number} size */
export const decisionsAgain = async (size) =>
  timeDecisions(
    size,
    (await allEngines()).filter(({ scan }) => scan !== true),
  );

async function timeDecisions(size, engines) {
  const { tools, calls, prepared } = await checkDecisions(size, engines);
  const timings = await measure(
    prepared.map(({ engine, decide }) => ({
      id: engine.id,
      decide,
      calls,
      asynchronous: engine.asynchronous === true,
    })),
  );
  const rows = timings.map((timing, at) => {
    const { title, note } = prepared[at].engine;
    return { ...timing, title, note };
  });
  return { rules: size, tools, rows };
}

/** The same ten tools, of one rule each, alone and among `size` rules. @param {number} size */
export async function sameTools(size) {
  const { compile } = await import('./engines/assent.mjs');
  const ruleSet = makeRules(size, RULE_SEED);
  const single = [...groupByTool(ruleSet.rules).values()]
    .filter((rules) => rules.length === 1)
    .flat();
  const chosen = Array.from(
    { length: 10 },
    (_, at) => single[Math.floor((at * single.length) / 10)],
  );
  const calls = makeCalls(
    ruleSet,
    CALLS,
    CALL_SEED,
    chosen.map((rule) => rule.tool),
  );
  const few = compile(toYaml(chosen).text);
  const many = compile(toYaml(ruleSet.rules).text);
  for (const call of calls) {
    const [one, other] = [few.decide(call), many.decide(call)];
    if (one.decision !== other.decision || one.rule?.condition !== other.rule?.condition) {
      throw new Error(`ten rules and ${size} disagree about ${JSON.stringify(call)}`);
    }
  }
  const [alone, among] = await measure([
    { id: 'alone', decide: (call) => few.decide(call), calls },
    { id: 'among', decide: (call) => many.decide(call), calls },
  ]);
  return {
    rules: size,
    aloneNanoseconds: alone.nanoseconds,
    amongNanoseconds: among.nanoseconds,
    ratio: among.ratio,
  };
}

/** What messages with expressions and conditions that err cost. @param {number} size */
export async function variants(size) {
  const { compile } = await import('./engines/assent.mjs');
  const ruleSet = makeRules(size, RULE_SEED);
  const calls = makeCalls(ruleSet, CALLS, CALL_SEED);
  const bare = calls.map((call) => ({ ...call, param: {} }));
  const byHand = await hand.prepare(ruleSet.rules);
  const plain = compile(toYaml(ruleSet.rules).text);
  const telling = compile(
    toYaml(ruleSet.rules, '{{ agent.id }} wants {{ tool.name }} in {{ resource.environment }}.')
      .text,
  );
  const contenders = [
    { id: 'hand', title: 'hand-written JavaScript', decide: byHand, calls },
    { id: 'plain', title: 'Assent', decide: (call) => plain.decide(call), calls },
    {
      id: 'message',
      title: 'Assent, three expressions in every approval message',
      decide: (call) => telling.decide(call),
      calls,
    },
    {
      id: 'errors',
      title: 'Assent, calls without arguments: nearly every condition errs',
      decide: (call) => plain.decide(call),
      calls: bare,
    },
  ];
  const timings = await measure(contenders);
  return {
    rules: size,
    rows: timings.map((timing, at) => ({ ...timing, title: contenders[at].title })),
  };
}

/** Loading from text beside parsing the YAML alone, and the heap a policy keeps. @param {number} size */
export async function loading(size) {
  const { compile } = await import('./engines/assent.mjs');
  const { rules } = makeRules(size, RULE_SEED);
  const { text } = toYaml(rules);
  const parse = [];
  const load = [];
  for (let round = 0; round < LOAD_ROUNDS; round += 1) {
    parse.push(elapsed(() => parseDocument(text)));
    load.push(elapsed(() => compile(text)));
  }
  return {
    rules: size,
    textBytes: Buffer.byteLength(text),
    yamlMilliseconds: median(parse),
    loadMilliseconds: median(load),
    ratio: median(load.map((time, round) => time / parse[round])),
    heapBytes: heapKept(compile, size),
  };
}

/** Bytes alive after a collection because of one policy that has decided its calls. */
function heapKept(compile, size) {
  const calls = makeCalls(makeRules(size, RULE_SEED), CALLS, CALL_SEED);
  const before = aliveBytes();
  const policy = compile(toYaml(makeRules(size, RULE_SEED).rules).text);
  for (const call of calls) policy.decide(call);
  const kept = aliveBytes() - before;
  policy.decide(calls[0]);
  return kept;
}

function aliveBytes() {
  for (let pass = 0; pass < 3; pass += 1) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function elapsed(work) {
  globalThis.gc();
  const stopwatch = startStopwatch();
  work();
  return stopwatch();
}
