import { describe, expect, test } from 'vitest';
import { formatEntry } from '../../src/audit/log-line.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { canonicalJson } from '../../src/json/canonical.ts';
import { chain, shopEvents } from './sample-log.ts';
import { changesOf } from './single-changes.ts';
import { at, expectFound, fine, found, isEntry, seqOf, type Tampered } from './tampering.ts';

const LOG = chain(shopEvents(105), (seq) => seq % 20 === 0);
const SHORT = chain(shopEvents(12), (seq) => seq % 6 === 0);

/** The log with one of its lines changed. */
const withLine = (index: number, line: string): readonly string[] => LOG.lines.with(index, line);

/** The entries of the log with their lines. */
const entryLines = (): readonly (readonly [index: number, line: string])[] =>
  [...LOG.lines.entries()].filter(([, line]) => isEntry(line));

describe('a changed field', { timeout: 180_000 }, () => {
  test('U03: without one, the log verifies', async () => {
    expect(await found(LOG.lines)).toBe(fine(105, 5));
  });

  test('U03: of an event is found in its place, whichever it is', async () => {
    function* cases(): Generator<Tampered> {
      for (const [index, line] of entryLines()) {
        const { event, ...link } = JSON.parse(line);
        for (const { name, value } of changesOf(event)) {
          // an event without an action is none
          const none = /^(removed|emptied) action$/.test(name);
          yield {
            name: `entry ${link.seq}, ${name}`,
            lines: withLine(index, formatEntry({ ...link, event: canonicalJson(value) })),
            wanted: at(none ? 'log/not-an-entry' : 'log/changed', index + 1, link.seq),
          };
        }
      }
    }
    await expectFound(cases());
  });

  test('U03: of the place in the chain is found, whichever it is', async () => {
    function* cases(): Generator<Tampered> {
      for (const [index, line] of entryLines()) {
        const { event, ...link } = JSON.parse(line);
        const { hash, prev, seq } = link;
        const others = [
          { seq: seq + 1 },
          { seq: seq + 1_000 },
          ...(seq > 1 ? [{ seq: seq - 1 }, { seq: 1 }] : []),
          { hash: prev },
          { prev: hash },
          { hash: `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}` },
          { prev: `${prev.startsWith('0') ? '1' : '0'}${prev.slice(1)}` },
        ];
        for (const other of others) {
          yield {
            name: `entry ${seq} with ${JSON.stringify(other)}`,
            lines: withLine(index, formatEntry({ ...link, ...other, event: canonicalJson(event) })),
            wanted: at('log/changed', index + 1, seq),
          };
        }
      }
    }
    await expectFound(cases());
  });

  test('U05: of a checkpoint is found in its place, whichever it is', async () => {
    function* cases(): Generator<Tampered> {
      for (const [index, line] of LOG.lines.entries()) {
        if (isEntry(line)) continue;
        for (const { name, value } of changesOf(JSON.parse(line))) {
          const tampered = canonicalJson(value);
          const code =
            name === 'changed checkpoint.log'
              ? 'log/other-log'
              : name === 'changed checkpoint.key'
                ? 'log/unknown-key'
                : /^changed (signature|checkpoint\.(seq|hash|at))$/.test(name)
                  ? 'log/bad-checkpoint'
                  : 'log/not-an-entry';
          yield {
            name: `the checkpoint of ${seqOf(line)}, ${name}`,
            lines: withLine(index, tampered),
            // the next entry is what is wanted where no checkpoint can be read
            wanted: at(code, index + 1, seqOf(line) + (code === 'log/not-an-entry' ? 1 : 0)),
          };
        }
      }
    }
    await expectFound(cases());
  });

  test('U03, U05: of which any single character is another, is found in its line', async () => {
    const elsewhere: string[] = [];
    for (const [index, line] of SHORT.lines.entries()) {
      for (let place = 0; place < line.length; place += 1) {
        const other = line[place] === '1' ? '2' : '1';
        const tampered = line.slice(0, place) + other + line.slice(place + 1);
        const result = await verifyLog(SHORT.lines.with(index, tampered));
        if (result.ok || result.line !== index + 1) elsewhere.push(`${index + 1}:${place + 1}`);
      }
    }
    expect(elsewhere).toEqual([]);
  });

  test('U03: an event that says the same in other words is found', async () => {
    function* cases(): Generator<Tampered> {
      for (const [index, line] of entryLines()) {
        const { event, ...link } = JSON.parse(line);
        const spellings = [
          JSON.stringify(event, null, 1),
          JSON.stringify(event, Object.keys(event).sort().reverse()),
          canonicalJson(event).replace('{', '{"action":"log.exported",'),
          canonicalJson(event).replace('"a', '"\\u0061'),
          canonicalJson(event).replace(/}$/, ' }'),
        ];
        for (const spelling of spellings) {
          yield {
            name: `entry ${link.seq} as ${spelling.slice(0, 40)}`,
            lines: withLine(index, formatEntry({ ...link, event: spelling })),
            wanted: at('log/not-an-entry', index + 1, link.seq),
          };
        }
      }
    }
    await expectFound(cases());
  });
});
