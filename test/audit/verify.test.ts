import { describe, expect, test } from 'vitest';
import { formatCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { LOG_FAILURE_CODES } from '../../src/audit/log-failure.ts';
import { appendEvent, EMPTY_LOG, formatEntry } from '../../src/audit/log-line.ts';
import { MAX_LINE_BYTES } from '../../src/audit/parse-line.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { chain, KEY, LOG, shopEvents, signingKey, time } from './sample-log.ts';
import { at, fine, found } from './tampering.ts';

const SAMPLE = chain(shopEvents(24), (seq) => seq % 6 === 0);
const { lines: LINES, entries: ENTRIES, checkpoints: CHECKPOINTS } = SAMPLE;
const THIEF = signingKey(2);

const entry = (seq: number) => ENTRIES[seq - 1] ?? expect.fail();
const checkpoint = (seq: number) => CHECKPOINTS[seq / 6 - 1] ?? expect.fail();

/** The export from an entry on, as `exportLog` writes it. */
const from = (seq: number): readonly string[] => {
  const before = LINES.indexOf(formatEntry(entry(seq)));
  return LINES.slice(seq % 6 === 1 ? before - 1 : before);
};

describe('what verification says', () => {
  test('U05: how far the log goes, and how far a checkpoint vouches', async () => {
    expect(await verifyLog(chain(shopEvents(20), (seq) => seq % 6 === 0).lines)).toEqual({
      ok: true,
      log: LOG,
      publicKey: KEY.publicKey,
      from: 1,
      entries: 20,
      head: { seq: 20, hash: entry(20).hash },
      checkpoints: 3,
      vouched: 18,
      vouchedElsewhere: 0,
    });
  });

  test('U05: whose checkpoints vouch', async () => {
    const bare = chain(shopEvents(24), () => false).lines;
    const options = { publicKey: KEY.publicKey, checkpoints: [checkpoint(18), checkpoint(6)] };
    expect(await verifyLog(bare, options)).toMatchObject({ vouched: 18, vouchedElsewhere: 18 });
    expect(await verifyLog(LINES, options)).toMatchObject({ vouched: 24, vouchedElsewhere: 18 });
    expect(await verifyLog(bare)).toMatchObject({ vouched: 0, vouchedElsewhere: 0 });
  });

  test('U03: one line, with a code of the list, and the place', async () => {
    expect(await verifyLog(LINES.toSpliced(9, 2))).toEqual({
      ok: false,
      line: 10,
      seq: 9,
      code: 'log/gap',
      message: 'entries 9 to 10 are missing',
    });
  });

  test('U03: codes are these, and never renamed', () => {
    expect(LOG_FAILURE_CODES).toEqual([
      'log/empty',
      'log/line-too-long',
      'log/not-an-entry',
      'log/torn-line',
      'log/changed',
      'log/gap',
      'log/repeated',
      'log/prev-mismatch',
      'log/not-created',
      'log/unknown-key',
      'log/other-log',
      'log/bad-checkpoint',
      'log/misplaced-checkpoint',
      'log/forked',
      'log/truncated',
    ]);
  });

  test('U03: nothing of a line that could move a terminal', async () => {
    const hostile = '\u001b[2J';
    const lines = [
      `${LINES[0]}${hostile}`,
      `{"checkpoint":{"log":"${hostile}"},"signature":""}`,
      formatEntry({ ...entry(1), event: `"${hostile}"` }),
    ];
    for (const line of lines) {
      const result = await verifyLog([line, line]);
      expect(result.ok ? '' : result.message).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('U03: what reading throws is passed on', async () => {
    async function* lost(): AsyncGenerator<string> {
      yield LINES[0] ?? '';
      throw new Error('the disk is gone');
    }
    await expect(verifyLog(lost())).rejects.toThrow('the disk is gone');
  });

  test('U03: lines that come one after another are verified as those of a list', async () => {
    async function* slowly(): AsyncGenerator<string> {
      for (const line of LINES) yield line;
    }
    expect(await verifyLog(slowly())).toEqual(await verifyLog(LINES));
  });
});

describe('the text', () => {
  test.each([
    ['nothing', [], at('log/empty', 1, 1)],
    ['an empty line', [''], at('log/empty', 1, 1)],
    ['two empty lines', ['', ''], at('log/not-an-entry', 1, 1)],
    ['two empty lines at the end', [...LINES, '', ''], at('log/not-an-entry', 29, 25)],
    ['an empty line at the end', [...LINES, ''], fine(24, 4)],
    ['half a line at the end', [...LINES, '{"event":{"ac'], at('log/torn-line', 29, 25)],
    ['half a line and an empty one', [...LINES, '{"ev', ''], at('log/not-an-entry', 29, 25)],
    ['something else at the end', [...LINES, '{"a":1}'], at('log/not-an-entry', 29, 25)],
    ['a long line', [...LINES, ' '.repeat(MAX_LINE_BYTES + 1)], at('log/line-too-long', 29, 25)],
    ['two carriage returns', LINES.map((line) => `${line}\r\r`), at('log/not-an-entry', 1, 1)],
  ])('U03: %s', async (_, lines, wanted) => {
    expect(await found(lines)).toBe(wanted);
  });
});

describe('the beginning', () => {
  const impostor = (details: object) =>
    formatEntry(
      appendEvent(EMPTY_LOG, { action: 'log.created', at: time(0), details: { ...details } }),
    );

  test.each([
    [
      'another event',
      formatEntry(appendEvent(EMPTY_LOG, { action: 'call.decided', at: time(0) })),
      'log/not-created',
    ],
    ['no key', impostor({ log: LOG }), 'log/not-created'],
    ['no name', impostor({ public_key: KEY.publicKey }), 'log/not-created'],
    [
      'another predecessor than none',
      formatEntry(
        appendEvent({ seq: 0, hash: 'f'.repeat(64) }, { action: 'log.created', at: time(0) }),
      ),
      'log/prev-mismatch',
    ],
  ] as const)('U05: a first entry with %s', async (_, line, code) => {
    expect(await found([line])).toBe(at(code, 1, 1));
  });

  test('U05: the trusted key has to be the one that the log states', async () => {
    expect(await found(LINES, { publicKey: KEY.publicKey })).toBe(fine(24, 4));
    for (const publicKey of [THIEF.publicKey, '', `${KEY.publicKey}\n`]) {
      expect(await found(LINES, { publicKey })).toBe(at('log/unknown-key', 1, 1));
    }
  });
});

describe('an export that begins later', () => {
  const options = { publicKey: KEY.publicKey };

  test('U05: is refused, unless it was asked for', async () => {
    for (let seq = 2; seq <= 24; seq += 1) {
      expect(await found(from(seq))).toBe(at('log/gap', 1, 1));
      expect(await found(from(seq), { ...options, from: seq - 1 })).toBe(at('log/gap', 1, seq - 1));
      expect(await found(from(seq), { ...options, from: seq })).toMatch(/^fine/);
    }
    expect(await found(LINES, { ...options, from: 5 })).toBe(at('log/repeated', 1, 5));
    for (const nonsense of [0, -1, 1.5, Number.NaN]) {
      expect(await found(from(2), { ...options, from: nonsense })).not.toMatch(/^fine/);
    }
  });

  test('U05: says so, and a checkpoint names the log', async () => {
    expect(await verifyLog(from(8), { ...options, from: 8 })).toMatchObject({
      ok: true,
      log: LOG,
      from: 8,
      entries: 17,
      checkpoints: 3,
      vouched: 24,
    });
    const bare = chain(shopEvents(24), () => false).lines.slice(7);
    expect(await verifyLog(bare, { from: 8 })).toMatchObject({
      log: undefined,
      publicKey: undefined,
      vouched: 0,
    });
  });

  test('U05: begins with the checkpoint before it, which its first entry has to follow', async () => {
    expect(await verifyLog(from(7), { ...options, from: 7 })).toMatchObject({
      entries: 18,
      checkpoints: 4,
    });
    const other = chain(shopEvents(24), () => false, KEY, { seq: 6, hash: 'f'.repeat(64) });
    const lines = [formatCheckpoint(checkpoint(6)), ...other.lines];
    expect(await found(lines, { ...options, from: 7 })).toBe(at('log/prev-mismatch', 2, 7));
    expect(await found(other.lines, { ...options, from: 7 })).toBe(fine(24, 0));
    expect(await found(other.lines, { ...options, from: 7, checkpoints: [checkpoint(6)] })).toBe(
      at('log/forked', 1, 6),
    );
    expect(await found([formatCheckpoint(checkpoint(6))], { ...options, from: 7 })).toBe(
      at('log/empty', 2, 7),
    );
    expect(await found(from(7), { ...options, from: 8 })).toBe(
      at('log/misplaced-checkpoint', 1, 7),
    );
    expect(await found(from(7), { ...options, from: 6 })).toBe(at('log/gap', 1, 6));
  });

  test('U05: needs the trusted key for its checkpoints', async () => {
    expect(await found(from(8), { from: 8 })).toBe(at('log/unknown-key', 6, 12));
    expect(await found(from(8).slice(0, 3), { from: 8, checkpoints: [checkpoint(12)] })).toBe(
      at('log/unknown-key', undefined, 12),
    );
  });

  test('U05: belongs to one log', async () => {
    const stray = signCheckpoint(checkpoint(18).checkpoint, 'f'.repeat(32), time(18), KEY);
    const lines = from(8).map((line) =>
      line === formatCheckpoint(checkpoint(18)) ? formatCheckpoint(stray) : line,
    );
    expect(await found(lines, { ...options, from: 8 })).toBe(at('log/other-log', 13, 18));
  });
});

describe('checkpoints', () => {
  const second = (milliseconds: number, hash = entry(6).hash) =>
    formatCheckpoint(
      signCheckpoint(
        { seq: 6, hash },
        LOG,
        new Date(Date.parse(checkpoint(6).checkpoint.at) + milliseconds).toISOString(),
        KEY,
      ),
    );

  test('U05: of one entry stand in order of their time', async () => {
    expect(await found(LINES.toSpliced(7, 0, second(1)))).toBe(fine(24, 5));
    expect(await found(LINES.toSpliced(7, 0, second(-1)))).toBe(
      at('log/misplaced-checkpoint', 8, 6),
    );
    expect(await found(LINES.toSpliced(7, 0, second(0)))).toBe(
      at('log/misplaced-checkpoint', 8, 6),
    );
  });

  test('U05: that contradict the entry before them show a fork', async () => {
    expect(await found(LINES.toSpliced(7, 0, second(1, 'f'.repeat(64))))).toBe(
      at('log/forked', 8, 6),
    );
  });

  test.each([
    ['another log', signCheckpoint(entry(6), 'f'.repeat(32), time(6), KEY), 'log/other-log'],
    ['another key', signCheckpoint(entry(6), LOG, time(6), THIEF), 'log/unknown-key'],
    [
      'a changed time',
      { ...checkpoint(6), checkpoint: { ...checkpoint(6).checkpoint, at: time(7) } },
      'log/bad-checkpoint',
    ],
    [
      'another signature',
      { ...checkpoint(6), signature: checkpoint(12).signature },
      'log/bad-checkpoint',
    ],
    [
      'another shape',
      { ...checkpoint(6), checkpoint: { ...checkpoint(6).checkpoint, extra: 1 } },
      'log/bad-checkpoint',
    ],
  ] as const)('U05: with %s are refused, in the log or kept elsewhere', async (_, signed, code) => {
    expect(await found(LINES, { checkpoints: [checkpoint(12), signed] })).toBe(
      at(code, undefined, 6),
    );
    const inLog = signed.signature === checkpoint(6).signature && 'extra' in signed.checkpoint;
    if (!inLog) {
      expect(await found(LINES.with(6, formatCheckpoint(signed)))).toBe(at(code, 7, 6));
    }
  });

  test('U05: two that were kept and contradict each other show a fork, whichever the log follows', async () => {
    const other = signCheckpoint({ seq: 6, hash: 'f'.repeat(64) }, LOG, time(6), KEY);
    for (const checkpoints of [[checkpoint(6), other], [other, checkpoint(6)], [other]]) {
      expect(await found(LINES, { checkpoints })).toBe(at('log/forked', 6, 6));
    }
  });

  test('U05: that no log could hold are refused, even if they are signed', async () => {
    const signed = signCheckpoint(EMPTY_LOG, LOG, time(0), KEY);
    expect(await found(LINES, { checkpoints: [signed] })).toBe(
      at('log/bad-checkpoint', undefined, 0),
    );
  });

  test('U05: that are beyond the end show that the log was cut', async () => {
    expect(await found(LINES.slice(0, 12), { checkpoints: CHECKPOINTS })).toBe(
      at('log/truncated', 13, 12),
    );
    expect(await found([...LINES.slice(0, 12), ''], { checkpoints: CHECKPOINTS })).toBe(
      at('log/truncated', 13, 12),
    );
    expect(await found([...LINES.slice(0, 12), LINES[13] ?? ''])).toBe(at('log/truncated', 13, 12));
  });
});
