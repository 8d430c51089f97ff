import { describe, expect, test } from 'vitest';
import { formatCheckpoint } from '../../src/audit/checkpoint.ts';
import { formatEntry } from '../../src/audit/log-line.ts';
import { parseLine } from '../../src/audit/parse-line.ts';
import { canonicalJson } from '../../src/json/canonical.ts';
import { chain, shopEvents } from './sample-log.ts';

const { entries, checkpoints } = chain(shopEvents(3), (seq) => seq === 3);
const ENTRY = entries[1] ?? expect.fail();
const SIGNED = checkpoints[0] ?? expect.fail();
const LINE = formatEntry(ENTRY);
const { event: EVENT, hash: HASH, prev: PREV } = ENTRY;

/** The line of a checkpoint with other fields. */
const checkpointWith = (change: object): string =>
  canonicalJson({ ...SIGNED, checkpoint: { ...SIGNED.checkpoint, ...change } });

describe('a line of a log', () => {
  test('U03: that holds an entry', () => {
    expect(parseLine(LINE)).toEqual({ kind: 'entry', entry: ENTRY });
  });

  test('U05: that holds a checkpoint', () => {
    expect(parseLine(formatCheckpoint(SIGNED))).toEqual({ kind: 'checkpoint', signed: SIGNED });
  });

  test('U03: whose event says what the end of a line says', () => {
    const event = canonicalJson({ action: 'x', at: '', reason: `","hash":"${HASH}","seq":9}` });
    expect(parseLine(formatEntry({ ...ENTRY, event }))).toMatchObject({ entry: { event, seq: 2 } });
  });

  test.each([
    ['nothing', ''],
    ['an object', '{}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['only its beginning', '{"event":'],
    ['only its end', LINE.slice(LINE.indexOf(',"hash"'))],
    ['no event', LINE.replace(EVENT, '')],
    ['an event that is null', LINE.replace(EVENT, 'null')],
    ['an event that is a list', LINE.replace(EVENT, `[${EVENT}]`)],
    ['an event that is a text', LINE.replace(EVENT, JSON.stringify(EVENT))],
    ['an event without an action', LINE.replace(EVENT, '{"at":""}')],
    [
      'an event whose action is inherited',
      LINE.replace(EVENT, '{"__proto__":{"action":"x","at":""}}'),
    ],
    ['a field after the event', LINE.replace(EVENT, `${EVENT},"extra":1`)],
    ['a second event', LINE.replace(EVENT, `${EVENT},"event":${EVENT}`)],
    ['a second hash', LINE.replace(EVENT, `${EVENT},"hash":"${HASH}"`)],
    ['a field at the end', LINE.replace(/}$/, ',"z":1}')],
    ['a second number', LINE.replace(/}$/, ',"seq":2}')],
    ['fields in another order', `{"event":${EVENT},"prev":"${PREV}","hash":"${HASH}","seq":2}`],
    ['white space between fields', LINE.replace(',"hash"', ', "hash"')],
    ['white space around', ` ${LINE}`],
    ['white space after', `${LINE} `],
    ['a line break inside', LINE.replace(',"hash"', '\n,"hash"')],
    ['two lines', `${LINE}\n${LINE}`],
    ['upper case in the hash', LINE.replace(HASH, HASH.toUpperCase())],
    ['a short hash', LINE.replace(HASH, HASH.slice(1))],
    ['upper case in the previous hash', LINE.replace(PREV, PREV.toUpperCase())],
    ['a hash of other letters', LINE.replace(PREV, 'g'.repeat(64))],
    ['a quote in the hash', LINE.replace(HASH, `"${HASH.slice(1)}`)],
    ['0 as its number', LINE.replace('"seq":2', '"seq":0')],
    ['a negative number', LINE.replace('"seq":2', '"seq":-2')],
    ['a fraction', LINE.replace('"seq":2', '"seq":2.5')],
    ['a fraction of nothing', LINE.replace('"seq":2', '"seq":2.0')],
    ['a zero in front', LINE.replace('"seq":2', '"seq":02')],
    ['an exponent', LINE.replace('"seq":2', '"seq":2e0')],
    ['a number in quotes', LINE.replace('"seq":2', '"seq":"2"')],
    ['no number', LINE.replace('"seq":2', '"seq":')],
    ['NaN', LINE.replace('"seq":2', '"seq":NaN')],
    ['a number that is too large', LINE.replace('"seq":2', '"seq":9007199254740992')],
  ])('U03: is refused for %s', (_, line) => {
    expect(parseLine(line)).toBeUndefined();
  });

  test.each([
    ['another field', canonicalJson({ ...SIGNED, extra: 1 })],
    ['another field inside', checkpointWith({ extra: 1 })],
    ['no signature', canonicalJson({ checkpoint: SIGNED.checkpoint })],
    ['a signature that is no text', canonicalJson({ ...SIGNED, signature: 1 })],
    ['a checkpoint that is null', canonicalJson({ ...SIGNED, checkpoint: null })],
    ['fields in another order', JSON.stringify({ signature: '', checkpoint: SIGNED.checkpoint })],
    ['white space', formatCheckpoint(SIGNED).replace(',', ', ')],
    ['a field twice', formatCheckpoint(SIGNED).replace('{', '{"checkpoint":{},')],
    ['entry 0', checkpointWith({ seq: 0 })],
    ['an entry in quotes', checkpointWith({ seq: '3' })],
    ['a fraction of an entry', checkpointWith({ seq: 3.5 })],
    ['a short hash', checkpointWith({ hash: 'ab' })],
    ['a time without its zone', checkpointWith({ at: '2026-11-20T09:00:00.000' })],
    ['a time with a line break', checkpointWith({ at: '2026-11-20T09:00:00.000Z\n' })],
    ['a log that is named otherwise', checkpointWith({ log: 'my log' })],
    ['a key that is named otherwise', checkpointWith({ key: 'my key' })],
    ['no key', checkpointWith({ key: undefined })],
  ])('U05: a checkpoint is refused for %s', (_, line) => {
    expect(parseLine(line)).toBeUndefined();
  });
});
