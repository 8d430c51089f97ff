import { describe, expect, test } from 'vitest';
import type { SignedCheckpoint } from '../../src/audit/checkpoint.ts';
import { formatCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { exportLog, type LogSource } from '../../src/audit/export.ts';
import { formatEntry, type LogEntry } from '../../src/audit/log-line.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { linesOf } from './lines-of.ts';
import { chain, KEY, LOG, shopEvents, time } from './sample-log.ts';

const SAMPLE = chain(shopEvents(2_500), (seq) => seq % 600 === 0);

/** A store with a log in it. */
const source = (
  entries: readonly LogEntry[],
  checkpoints: readonly SignedCheckpoint[],
): LogSource => ({
  entries: async (after, limit) => entries.filter(({ seq }) => seq > after).slice(0, limit),
  checkpoints: async () => checkpoints,
});

describe('the export of a log', () => {
  test('U03, U05: has every entry, and each checkpoint right after its entry', async () => {
    const store = source(SAMPLE.entries, SAMPLE.checkpoints);
    expect(await linesOf(exportLog(store))).toEqual(SAMPLE.lines);
  });

  test('U03: holds a hundred entries at a time, since each may be megabytes', async () => {
    const whole = source(SAMPLE.entries, SAMPLE.checkpoints);
    const limits = new Set<number>();
    const entries: LogSource['entries'] = (after, limit) => {
      limits.add(limit);
      return whole.entries(after, limit);
    };
    await linesOf(exportLog({ ...whole, entries }));
    expect(Math.max(...limits)).toBeLessThanOrEqual(100);
  });

  test('U03, U05: verifies as it comes', async () => {
    const result = await verifyLog(exportLog(source(SAMPLE.entries, SAMPLE.checkpoints)));
    expect(result).toMatchObject({ ok: true, entries: 2_500, checkpoints: 4, vouched: 2_400 });
  });

  test.each([2, 600, 601, 602, 2_500])('U05: may begin with entry %d', async (from) => {
    const lines = await linesOf(exportLog(source(SAMPLE.entries, SAMPLE.checkpoints), from));
    expect(lines[from % 600 === 1 ? 1 : 0]).toBe(
      formatEntry(SAMPLE.entries[from - 1] ?? expect.fail()),
    );
    expect(await verifyLog(lines, { from, publicKey: KEY.publicKey })).toMatchObject({
      ok: true,
      entries: 2_501 - from,
    });
  });

  test('U05: puts checkpoints of one entry in order of their time, each once', async () => {
    const [first = expect.fail(), ...rest] = SAMPLE.checkpoints;
    const later = signCheckpoint(first.checkpoint, LOG, time(100_000), KEY);
    for (const checkpoints of [
      [later, first, ...rest, first],
      [first, later, ...rest],
    ]) {
      const lines = await linesOf(exportLog(source(SAMPLE.entries, checkpoints)));
      expect(lines.slice(600, 602)).toEqual([first, later].map(formatCheckpoint));
      expect(await verifyLog(lines)).toMatchObject({ ok: true, checkpoints: 5 });
    }
  });

  test('U05: keeps a checkpoint whose entry is gone, so that it is found', async () => {
    const store = source(SAMPLE.entries.slice(0, 2_000), SAMPLE.checkpoints);
    expect(await verifyLog(exportLog(store))).toMatchObject({
      ok: false,
      code: 'log/truncated',
      line: 2_004,
      seq: 2_001,
    });
  });

  test('U03: of a log without entries is empty', async () => {
    expect(await linesOf(exportLog(source([], [])))).toEqual([]);
  });
});
