import { describe, expect, test } from 'vitest';
import { logCreated, readLogCreated } from '../../src/audit/log-created.ts';
import { appendEvent, EMPTY_LOG, entryHash, formatEntry } from '../../src/audit/log-line.ts';
import { KEY, LOG, time } from './sample-log.ts';

describe('the format of the log', () => {
  const first = appendEvent(EMPTY_LOG, logCreated({ log: LOG, publicKey: KEY.publicKey }, time(0)));
  const second = appendEvent(first, {
    action: 'approval.voted',
    at: time(1),
    tool: 'shop.refund',
    param: { zeta: 1e21, amount: 12.5, é: 'a€"\\\n', '10': [], '9': {} },
    person: 'user:alice@example.com',
    decision: 'approve',
  });

  test('U03: the first line, to the letter', () => {
    expect(formatEntry(first)).toBe(
      `{"event":{"action":"log.created","at":"2026-11-20T09:00:00.000Z","details":{"log":"0123456789abcdef0123456789abcdef","public_key":"MCowBQYDK2VwAyEAiojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w="}},"hash":"7b73908d680eca939adb9e3393d13a0ef214147b30b4cf4cb7882293bf9f3f74","prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":1}`,
    );
  });

  test('U03: a line with all that JSON has, to the letter', () => {
    expect(formatEntry(second)).toBe(
      String.raw`{"event":{"action":"approval.voted","at":"2026-11-20T09:00:01.500Z","decision":"approve","param":{"10":[],"9":{},"amount":12.5,"zeta":1e+21,"é":"a€\"\\\n"},"person":"user:alice@example.com","tool":"shop.refund"},"hash":"b019ef80f3aa58983ea5e1bf55f1f969a02d92e6b3ad8f1d692a80c7fca81bae","prev":"7b73908d680eca939adb9e3393d13a0ef214147b30b4cf4cb7882293bf9f3f74","seq":2}`,
    );
  });

  test('U03: a line is JSON of four fields, and the hash is of three of them', () => {
    const { event, hash, prev, seq, ...rest } = JSON.parse(formatEntry(second));
    expect(rest).toEqual({});
    expect({ prev, seq }).toEqual({ prev: first.hash, seq: 2 });
    expect(hash).toBe(entryHash(second.event, first.hash, 2));
    expect(event.person).toBe('user:alice@example.com');
  });

  test('U03: absent fields are left out', () => {
    const entry = appendEvent(EMPTY_LOG, { action: 'call.decided', at: time(0) });
    expect(entry.event).toBe(`{"action":"call.decided","at":"${time(0)}"}`);
  });

  test.each([
    ['another event', '{"a":2}', '0'.repeat(64), 1],
    ['another predecessor', '{"a":1}', '1'.repeat(64), 1],
    ['another place', '{"a":1}', '0'.repeat(64), 2],
  ])('U03: %s gives another hash', (_, event, prev, seq) => {
    expect(entryHash(event, prev, seq)).not.toBe(entryHash('{"a":1}', '0'.repeat(64), 1));
  });
});

describe('the first event', () => {
  const event = JSON.parse(
    JSON.stringify(logCreated({ log: LOG, publicKey: KEY.publicKey }, time(0))),
  );

  test('U05: states the name and the key of the log', () => {
    expect(readLogCreated(event)).toEqual({ log: LOG, publicKey: KEY.publicKey });
  });

  test.each([
    ['another action', { ...event, action: 'log.exported' }],
    ['no details', { action: 'log.created', at: event.at }],
    ['details that are a list', { ...event, details: [] }],
    ['no name', { ...event, details: { public_key: KEY.publicKey } }],
    ['a name that is none', { ...event, details: { log: 'mine', public_key: KEY.publicKey } }],
    ['no key', { ...event, details: { log: LOG } }],
    ['a key that is no text', { ...event, details: { log: LOG, public_key: 7 } }],
  ])('U05: is not read from %s', (_, other) => {
    expect(readLogCreated(other)).toBeUndefined();
  });
});
