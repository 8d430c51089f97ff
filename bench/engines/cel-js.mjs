import { parse } from '@marcbachmann/cel-js';
import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { toCel } from '../policy-text.mjs';
import { groupByTool } from '../workload.mjs';

/** Undeclared (dynamic) variables: the fastest way to evaluate with this library. */

/** @type {import('../engines.mjs').Engine} */
export const celJs = {
  id: 'cel-js',
  title: 'raw cel-js',
  note: 'Map from tool to parsed programs',
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const index = new Map();
    for (const [tool, group] of groupByTool(rules)) {
      const programs = group.map((rule) => ({
        program: parse(rule.condition === undefined ? 'true' : toCel(rule.condition)),
        outcome: outcomes[rule.number],
      }));
      index.set(tool, programs);
    }
    return (call) => {
      const programs = index.get(call.tool);
      if (programs === undefined) return ALLOWED;
      for (const { program, outcome } of programs) {
        if (program(call) === true) return outcome;
      }
      return ALLOWED;
    };
  },
};

/** @type {import('../engines.mjs').Engine} */
export const celJsScan = {
  id: 'cel-js-scan',
  title: 'raw cel-js, scan',
  note: 'every rule names its tool in its condition',
  scan: true,
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const strictestFirst = [...groupByTool(rules).values()].flat();
    const programs = strictestFirst.map((rule) => {
      const named = `tool == ${JSON.stringify(rule.tool)}`;
      const source = rule.condition === undefined ? named : `${named} && ${toCel(rule.condition)}`;
      return { program: parse(source), outcome: outcomes[rule.number] };
    });
    return (call) => {
      for (const { program, outcome } of programs) {
        if (program(call) === true) return outcome;
      }
      return ALLOWED;
    };
  },
};
