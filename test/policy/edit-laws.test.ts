import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/json/json-value.ts';
import type { Pin } from '../../src/policy/edit/exception-entry.ts';
import { proposeException } from '../../src/policy/edit/propose-exception.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { compiled } from '../support/compiled.ts';
import { laidOutPolicy } from './generate/laid-out-policy.ts';

const AT = Date.UTC(2026, 0, 1);

const key = fc.oneof(
  fc.constantFrom(
    'order',
    'amount',
    'in',
    'a b',
    'a.b',
    '__proto__',
    'constructor',
    'size',
    "it's",
    'ü',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 0.1, 1e-7, -1290.5, 2 ** 53 - 1),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'A-1001',
    '"',
    "'",
    '\\',
    ': ',
    ' #',
    '\r\n',
    '\u0000',
    '\u2028',
    '{{ x }}',
    '\u{1f680}',
  ),
);

const value: fc.Arbitrary<JsonValue> = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('any')), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
  ),
})).any;

/** Arguments with those that are pinned. */
const pinned = fc
  .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
  .chain((members) =>
    fc.tuple(
      fc.constant(Object.fromEntries(members) as Record<string, JsonValue>),
      fc
        .subarray(members)
        .map((some) => some.map(([name, one]): Pin => ({ path: [name], value: one }))),
    ),
  );

const tool = fc.oneof(
  fc.constantFrom(
    'refund',
    'orders.refund',
    'a b',
    'drop_*',
    'what?',
    'yes',
    '1',
    '__proto__',
    'a:b',
    "it's",
    '- x',
    '#1',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
);

/** What documents say, without places; of any block whose exceptions are more, only that they are. */
const said = ({ documents }: Policy) =>
  documents.map(({ blocks, defaultLocation: _, ...rest }) => ({
    ...rest,
    blocks: blocks.map(({ entries, except, when, message, ...block }) => ({
      ...block,
      entries: entries.map(entryOf),
      except: except.map(entryOf),
      when: when?.text,
      message: message?.text,
    })),
  }));

const entryOf = ({
  pattern,
  condition,
}: {
  pattern: string;
  condition: { text: string } | undefined;
}) => ({
  pattern,
  condition: condition?.text,
});

/** How many parts are equal from the beginning on. */
function alike(a: ArrayLike<string>, b: ArrayLike<string>): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length += 1;
  return length;
}

/** Parts that are in the second, and not in the first; fails where there is any other difference. */
function putIn(before: readonly string[], after: readonly string[]): readonly string[] {
  const head = alike(before, after);
  const tail = alike(before.toReversed(), after.toReversed());
  expect(head + tail).toBeGreaterThanOrEqual(before.length);
  return after.slice(head, head + after.length - before.length);
}

const linesOf = (text: string) => text.split(/\r?\n/);

const CASES = fc
  .tuple(tool, pinned)
  .chain(([name, [param, pins]]) =>
    fc.record({
      name: fc.constant(name),
      param: fc.constant(param),
      pins: fc.constant(pins),
      policy: laidOutPolicy('*', 'size(tool.name) > 0'),
      other: value,
    }),
  )
  .filter(({ name, pins }) => !/\p{Cs}/u.test(name + JSON.stringify(pins)));

describe('A09: laws of an edit, in any layout', () => {
  test('A09: the call passes, the document says one exception more, nothing else has changed', () => {
    fc.assert(
      fc.property(CASES, ({ name, param, pins, policy: { text: before } }) => {
        const policy = compiled(before);
        const call = { tool: name, param };
        const result = proposeException(policy, call, AT, pins);
        if (!result.ok) throw new Error(`${result.message}\n${before}`);
        const edited = compiled(result.after);
        expect(edited.decideAt(call, AT).decision).toBe('allow');

        const [old, now] = [said(policy)[0], said(edited)[0]];
        const more = now?.blocks.findIndex(
          ({ except }, at) => except.length !== old?.blocks[at]?.except.length,
        );
        const blocks = now?.blocks.map((block, at) =>
          at === more ? { ...block, except: block.except.slice(0, -1) } : block,
        );
        expect(more).toBeGreaterThanOrEqual(0);
        expect({ ...now, blocks }).toEqual(old);

        const added = putIn([...before], [...result.after]).join('');
        const [oldLines, newLines] = [linesOf(before), linesOf(result.after)];
        if (oldLines.length < newLines.length) putIn(oldLines, newLines);
        else expect(added).toMatch(/^[^\r\n]+$/);
        // a file keeps the line breaks that it has
        if (before.includes('\r\n')) expect(added.replaceAll('\r\n', '')).not.toContain('\n');
        else expect(added).not.toContain('\r');
      }),
      { numRuns: 250 },
    );
  });

  test('A09: a call of another tool, or that differs in a pinned argument, is decided as before', () => {
    fc.assert(
      fc.property(CASES, ({ name, param, pins, other, policy: { text: before } }) => {
        const policy = compiled(before);
        const result = proposeException(policy, { tool: name, param }, AT, pins);
        if (!result.ok) throw new Error(result.message);
        const edited = compiled(result.after);
        const others = pins
          .filter(({ value: given }) => JSON.stringify(given) !== JSON.stringify(other))
          .flatMap(({ path: [step] }) => {
            const rest = Object.entries(param).filter(([one]) => one !== step);
            return [rest, [...rest, [String(step), other] as const]];
          })
          .map((members) => ({ tool: name, param: Object.fromEntries(members) }));
        for (const call of [...others, { tool: `${name}x`, param }, { tool: `x${name}`, param }]) {
          const [was, is] = [policy.decideAt(call, AT), edited.decideAt(call, AT)];
          expect(is.decision).toBe(was.decision);
          expect(is.approval).toEqual(was.approval);
        }
      }),
      { numRuns: 150 },
    );
  });
});
