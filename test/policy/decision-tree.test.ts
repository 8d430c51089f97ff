import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/engine.ts';
import { compiled } from '../support/compiled.ts';
import { counted } from './generate/counted.ts';
import { toolName, toolPattern } from './generate/tool-names.ts';
import { globMatches } from './model/glob.ts';
import { heapInUse } from './model/heap.ts';

const RUNS = Number(process.env['ASSENT_CASES'] ?? 2_000);
const options = { numRuns: RUNS, seed: Number(process.env['ASSENT_SEED'] ?? 18) };

/** A tool pattern, and one for the tools that it does not cover after all. */
interface Covered {
  readonly pattern: string;
  readonly except: string | undefined;
}

const covers = ({ pattern, except }: Covered, tool: string): boolean =>
  globMatches(pattern, tool) && (except === undefined || !globMatches(except, tool));

/** One approval block for each, asking for a person of its own. */
const askingEach = (all: readonly Covered[]) =>
  `approval:\n${all
    .map(({ pattern, except }, at) => {
      const lifted = except === undefined ? '' : `    except: [${JSON.stringify(except)}]\n`;
      return `  - tools: [${JSON.stringify(pattern)}]\n${lifted}    approvers: ["user:${at}"]\n`;
    })
    .join('')}`;

/** Which of the patterns a decision says match. */
const asked = (policy: Policy, tool: string) => {
  const requirements = policy.decide({ tool }).approval?.requirements ?? [];
  return requirements.map(({ approvers }) => Number(approvers[0]?.slice('user:'.length))).sort();
};

const blockAll = (patterns: readonly string[]) => `block: { tools: ${JSON.stringify(patterns)} }\n`;

describe('P18: patterns', () => {
  test.each<[pattern: string, matching: string[], other: string[]]>([
    ['a.b', ['a.b'], ['a-b', 'A.b', 'a.b ', ' a.b', 'a.b.c', 'a']],
    ['*', ['a', 'a.b/c', '\n', '__proto__', '\u{1f680}'], []],
    ['?', ['a', '.', '\n', '\u{1f680}'], ['ab', '\u{1f680}\u{1f680}']],
    ['a*', ['a', 'ab', 'a/b.c', 'a\nb'], ['b', 'Ab', 'ba']],
    ['*a', ['a', 'ba', 'b/a'], ['ab', 'A']],
    ['a*b*c', ['abc', 'a.b.c', 'abcbc', 'a/b/c'], ['ab', 'acb', 'abcd', 'Abc']],
    ['a**b', ['ab', 'a.b'], ['a', 'b']],
    ['a?b', ['a.b', 'a?b', 'a*b'], ['ab', 'a..b']],
    ['*?', ['a', 'ab'], []],
    ['a.*.z', ['a..z', 'a.b.c.z'], ['a.z']],
    ['db.drop_*', ['db.drop_table', 'db.drop_'], ['db.drop', 'DB.drop_table', 'xdb.drop_a']],
    ['[a-c]', ['[a-c]'], ['a']],
    ['a+', ['a+'], ['aa']],
    ['a\\*', ['a\\', 'a\\b'], ['a*']],
    ['__proto__', ['__proto__'], ['__proto_', 'constructor']],
    ['constructor', ['constructor'], ['toString']],
    ['__proto__*', ['__proto__', '__proto__.a'], ['constructor']],
    ['\u{1f680}?', ['\u{1f680}a', '\u{1f680}\u{1f680}'], ['\u{1f680}', 'a']],
  ])('P18: `%s`', (pattern, matching, other) => {
    const policy = compiled(blockAll([pattern]));
    const blocked = (names: string[]) =>
      names.filter((tool) => policy.decide({ tool }).decision === 'block');
    expect(blocked(matching)).toEqual(matching);
    expect(blocked(other)).toEqual([]);
  });

  test('P18: random patterns and names match as the naive model says, in decide and in explain', () => {
    const pattern = fc.record({
      pattern: toolPattern(),
      except: fc.option(toolPattern(), { nil: undefined, freq: 2 }),
    });
    const patterns = fc.array(pattern, { minLength: 1, maxLength: 8 });
    const names = fc.array(toolName(), { minLength: 1, maxLength: 12 });
    const property = fc.property(patterns, names, (all, tools) => {
      const policy = compiled(askingEach(all));
      for (const tool of [...tools, ...all.map((one) => one.pattern)]) {
        const expected = all.flatMap((one, at) => (covers(one, tool) ? [at] : []));
        expect(asked(policy, tool)).toEqual(expected);
        // asked again, when the leaf is remembered
        expect(asked(policy, tool)).toEqual(expected);
        const explained = policy.explain({ tool }).rules.map(({ rule }) => rule.pattern);
        const matching = all.filter((one) => globMatches(one.pattern, tool));
        expect(explained).toEqual(matching.map((one) => one.pattern));
      }
    });
    fc.assert(property, options);
  }, 3_600_000);

  test('P18: agents are matched by the same patterns', () => {
    const property = fc.property(toolPattern(), toolName(), (pattern, id) => {
      const policy = compiled(`agents: [${JSON.stringify(pattern)}]\ndefault: block\n`);
      const { decision } = policy.decide({ tool: 'a', agent: { id } });
      expect(decision === 'block').toBe(globMatches(pattern, id));
    });
    fc.assert(property, options);
  }, 3_600_000);
});

describe('P18: a decision costs what its own tool costs', () => {
  /** A rule for each of many tools, and patterns that do not match the ones asked for. */
  const large = (rules: number) =>
    `approval:\n  tools:\n${Array.from(
      { length: rules },
      (_, at) => `    - tool_${at}: param.a > ${at % 7} && param.b != ${at}\n`,
    ).join('')}    - other_*: param.c > 1\n    - "*.delete": param.d > 1\n`;

  test('P18: no other rule is asked, whatever the size of the set', () => {
    const { param, takeReads } = counted({ a: 10, b: 0, c: 5, d: 5 });
    const reads = [10, 5_000].map((rules) => {
      const policy = compiled(large(rules));
      return ['tool_3', 'other_one', 'x.delete', 'unknown', 'tool_3'].map((tool) => {
        policy.decide({ tool, param });
        return takeReads();
      });
    });
    expect(reads[0]).toEqual([{ a: 1, b: 1 }, { c: 1 }, { d: 1 }, {}, { a: 1, b: 1 }]);
    expect(reads[1]).toEqual(reads[0]);
  });

  test('P18: a budget that serves one rule serves it among many', () => {
    const call = { tool: 'tool_3', param: { a: 10, b: 0 } };
    let least = 1;
    while (compiled(large(10), { steps: least }).decide(call).errors.length > 0) least += 1;
    expect(least).toBeLessThan(30);
    expect(compiled(large(5_000), { steps: least }).decide(call).errors).toEqual([]);
  });

  test('P18: equal conditions of a tool are evaluated once', () => {
    const rule = '  - tools: [a]\n    when: param.x == 1\n    except: [{ a: param.y == 2 }]\n';
    const policy = compiled(`approval:\n${rule.repeat(20)}`);
    const { param, takeReads } = counted({ x: 1, y: 1 });
    expect(policy.decide({ tool: 'a', param }).decision).toBe('require_approval');
    expect(takeReads()).toEqual({ x: 1, y: 1 });
  });

  test('P18: an unconditional block asks nothing, and where a block applies no approval is asked', () => {
    const { param, takeReads } = counted({ x: 1, y: 1 });
    const policy = compiled(
      'block: { tools: [{ a: param.x == 1 }, a, { b: param.x == 1 }, { b: param.x == 3 }] }\n' +
        'approval: { tools: [{ "*": param.y == 1 }] }\n',
    );
    expect(policy.decide({ tool: 'a', param }).decision).toBe('block');
    expect(takeReads()).toEqual({});
    expect(policy.decide({ tool: 'b', param }).decision).toBe('block');
    expect(takeReads()).toEqual({ x: 2 });
  });

  test('P18: a decision that depends on nothing in the call is one shared object', () => {
    const policy = compiled('block: { tools: [a] }\napproval: { tools: [b, c] }\n');
    for (const tool of ['a', 'b', 'unknown']) {
      const decision = policy.decide({ tool, param: { x: 1 } });
      expect(policy.decide({ tool })).toBe(decision);
      expect(Object.isFrozen(decision)).toBe(true);
    }
  });
});

describe('P18: what is remembered is bounded', () => {
  const wide = (rules: number) =>
    `approval:\n  tools:\n${Array.from(
      { length: rules },
      (_, at) => `    - "*": param.n == ${at}\n`,
    ).join('')}`;

  test.each<[what: string, policy: string, names: number, megabytes: number]>([
    ['names that no rule matches', 'block: { tools: [a] }\n', 300_000, 20],
    ['names that a pattern matches', 'block: { tools: [{ "x*": param.a == 1 }] }\n', 100_000, 20],
    ['names that many patterns match', wide(300), 11_000, 60],
  ])(
    'P18: %s',
    (_what, text, names, megabytes) => {
      const policy = compiled(text);
      policy.decide({ tool: 'a' });
      const before = heapInUse();
      for (let at = 0; at < names; at += 1) policy.decide({ tool: `x${at}`, param: { n: 1 } });
      const kept = heapInUse() - before;
      expect(kept, `${kept.toFixed(1)} MB`).toBeLessThan(megabytes);
      expect(policy.decide({ tool: 'x1', param: {} }).policyVersion).toBe(policy.version);
    },
    60_000,
  );

  test('P18: agents, and ways in which documents govern them', () => {
    const sources = Array.from({ length: 12 }, (_, at) => ({
      name: `${at}.yaml`,
      text: `agents: ["*_${at}_*"]\nblock: { tools: [{ "t*": param.a == ${at} }] }\n`,
    }));
    const policy = compiled(sources);
    const agentOf = (bits: number) =>
      `_${Array.from({ length: 12 }, (_, at) => ((bits >> at) & 1 ? `${at}_` : '')).join('_')}`;
    const before = heapInUse();
    const padding = 'x'.repeat(900);
    for (let bits = 0; bits < 2 ** 12; bits += 1) {
      const id = agentOf(bits) + (bits % 7 === 0 ? padding + bits : '');
      const { decision } = policy.decide({
        tool: `t${bits % 5}`,
        param: { a: bits % 12 },
        agent: { id },
      });
      expect(decision).toBe((bits >> (bits % 12)) & 1 ? 'block' : 'allow');
    }
    const kept = heapInUse() - before;
    expect(kept, `${kept.toFixed(1)} MB`).toBeLessThan(60);
  });
});
