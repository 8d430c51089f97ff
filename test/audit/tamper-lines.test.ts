import { describe, expect, test } from 'vitest';
import { appendEvent, EMPTY_LOG, formatEntry } from '../../src/audit/log-line.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { chain, KEY, shopEvents, signingKey, time } from './sample-log.ts';
import { at, expectFound, fine, found, isEntry, seqOf, type Tampered } from './tampering.ts';

/** Ends in five entries that no checkpoint vouches for. */
const EVENTS = shopEvents(105);
const isSigned = (seq: number): boolean => seq % 20 === 0;
const LOG = chain(EVENTS, isSigned);
const { lines: LINES } = LOG;

/** Short enough to try every pair of its lines; a checkpoint vouches for all of it. */
const SHORT = chain(shopEvents(24), (seq) => seq % 6 === 0);
const KEPT = { checkpoints: SHORT.checkpoints.slice(-1) };

/** The entry that belongs where a line stands, or after it where a checkpoint does. */
const nextAt = (lines: readonly string[], index: number): number =>
  lines.slice(0, index).filter(isEntry).length + 1;

describe('lines of a log', { timeout: 180_000 }, () => {
  test('U03: a removed entry is found where it should stand', async () => {
    function* cases(): Generator<Tampered> {
      for (const [index, line] of LINES.entries()) {
        if (!isEntry(line) || index === LINES.length - 1) continue;
        yield {
          name: `without line ${index + 1}`,
          lines: LINES.toSpliced(index, 1),
          wanted: at('log/gap', index + 1, seqOf(line)),
        };
      }
    }
    await expectFound(cases());
  });

  test('U03: removed runs of lines are found where they should stand', async () => {
    function* cases(): Generator<Tampered> {
      const { lines } = SHORT;
      for (let first = 0; first < lines.length; first += 1) {
        for (let after = first + 1; after < lines.length; after += 1) {
          if (!lines.slice(first, after).some(isEntry)) continue;
          // a checkpoint that is all that is left says that entries are missing at the end
          const code = first > 0 && !lines.slice(after).some(isEntry) ? 'log/truncated' : 'log/gap';
          yield {
            name: `without lines ${first + 1} to ${after}`,
            lines: lines.toSpliced(first, after - first),
            wanted: at(code, first + 1, nextAt(lines, first)),
          };
        }
      }
    }
    await expectFound(cases());
  });

  test('U05: a removed checkpoint takes its vouching along, and nothing else', async () => {
    for (const [index, line] of LINES.entries()) {
      if (isEntry(line)) continue;
      const result = await verifyLog(LINES.toSpliced(index, 1));
      const vouched = seqOf(line) === 100 ? 80 : 100;
      expect(result).toMatchObject({ ok: true, entries: 105, checkpoints: 4, vouched });
    }
  });

  test('U03, U05: any line once more, anywhere, is found', async () => {
    function* cases(): Generator<Tampered> {
      const { lines } = SHORT;
      for (const [from, line] of lines.entries()) {
        for (let to = 1; to <= lines.length; to += 1) {
          const head = nextAt(lines, to) - 1;
          const seq = seqOf(line);
          // an entry that fits pushes the next line aside
          const place =
            seq === head + 1 && isEntry(line)
              ? isEntry(lines[to])
                ? at('log/repeated', to + 2, head + 2)
                : at('log/misplaced-checkpoint', to + 2, head + 1)
              : seq > head
                ? at('log/gap', to + 1, head + 1)
                : isEntry(line)
                  ? at('log/repeated', to + 1, head + 1)
                  : at('log/misplaced-checkpoint', to + (to === from ? 2 : 1), head);
          yield {
            name: `line ${from + 1} again at ${to + 1}`,
            lines: lines.toSpliced(to, 0, line),
            wanted: place,
          };
        }
      }
    }
    await expectFound(cases());
  });

  test('U03: an added entry is found, where it stands or where it pushes the next one aside', async () => {
    function* cases(): Generator<Tampered> {
      for (const [index, line] of LINES.entries()) {
        if (!isEntry(line) || index === 0) continue;
        const seq = seqOf(line);
        const head = LOG.entries[seq - 2] ?? EMPTY_LOG;
        const added = appendEvent(head, { action: 'approval.approved', at: time(seq) });
        const unlinked = appendEvent(
          { seq: head.seq, hash: 'f'.repeat(64) },
          { action: 'approval.approved', at: time(seq) },
        );
        yield {
          name: `an entry that fits before line ${index + 1}`,
          lines: LINES.toSpliced(index, 0, formatEntry(added)),
          wanted: at('log/repeated', index + 2, seq + 1),
        };
        yield {
          name: `an entry instead of line ${index + 1}`,
          lines: LINES.with(index, formatEntry(added)),
          wanted:
            seq === 105
              ? fine(105, 5)
              : isSigned(seq)
                ? at('log/forked', index + 2, seq)
                : at('log/prev-mismatch', index + 2, seq + 1),
        };
        yield {
          name: `an entry that follows another one before line ${index + 1}`,
          lines: LINES.toSpliced(index, 0, formatEntry(unlinked)),
          wanted: at('log/prev-mismatch', index + 1, seq),
        };
        for (const junk of ['', ' ', 'null', '{}', '# a note', '{"event":{}}', '\ufeff']) {
          yield {
            name: `${JSON.stringify(junk)} before line ${index + 1}`,
            lines: LINES.toSpliced(index, 0, junk),
            wanted: at('log/not-an-entry', index + 1, seq),
          };
        }
      }
    }
    await expectFound(cases());
  });

  test('U03, U05: neighbours that changed places are found', async () => {
    function* cases(): Generator<Tampered> {
      for (let index = 0; index + 1 < LINES.length; index += 1) {
        const [a = '', b = ''] = LINES.slice(index, index + 2);
        const next = nextAt(LINES, index);
        yield {
          name: `lines ${index + 1} and ${index + 2}`,
          lines: LINES.toSpliced(index, 2, b, a),
          wanted: isEntry(a)
            ? at('log/gap', index + 1, next)
            : at('log/misplaced-checkpoint', index + 2, next),
        };
      }
    }
    await expectFound(cases());
  });

  test('U03, U05: any two lines that changed places are found at the first', async () => {
    const { lines } = SHORT;
    for (let first = 0; first < lines.length; first += 1) {
      for (let second = first + 2; second < lines.length; second += 1) {
        const swapped = lines.with(first, lines[second] ?? '').with(second, lines[first] ?? '');
        const result = await verifyLog(swapped);
        // where a checkpoint stood, an entry that fits may stand: the first that does not is the next
        if (result.ok) expect.fail(`lines ${first + 1} and ${second + 1}`);
        expect(result.line).toBeGreaterThan(first);
        expect(result.line).toBeLessThanOrEqual(first + 2);
        if (isEntry(lines[first])) expect(result).toMatchObject({ line: first + 1 });
      }
    }
  });
});

describe('the end of a log', { timeout: 180_000 }, () => {
  test('U05: cut off by any number of lines, it shows against a checkpoint kept elsewhere', async () => {
    const { lines } = SHORT;
    for (let length = 0; length < lines.length - 1; length += 1) {
      const cut = lines.slice(0, length);
      const entries = cut.filter(isEntry).length;
      const code = length === 0 ? 'log/empty' : 'log/truncated';
      expect(await found(cut, KEPT)).toBe(at(code, length + 1, entries + 1));
      if (length === 0) continue;
      // without one it is a log that ends there
      expect(await found(cut)).toBe(fine(entries, length - entries));
    }
  });

  test('U03, U05: cut off after any character, it is torn, or cut', async () => {
    const { lines: whole, checkpoints } = chain(shopEvents(12), (seq) => seq % 6 === 0);
    const kept = { checkpoints: checkpoints.slice(-1) };
    const text = `${whole.join('\n')}\n`;
    const surprises: number[] = [];
    for (let length = 1; length < text.length; length += 1) {
      const cut = text.slice(0, length);
      const isTorn = text[length] !== '\n' && !cut.endsWith('\n');
      const lines = cut.split('\n');
      const result = await verifyLog(lines, kept);
      // the checkpoint at the end may be missing, since it was kept elsewhere
      const isWhole = cut.startsWith(whole.slice(0, -1).join('\n'));
      const wanted = isTorn ? 'log/torn-line' : isWhole ? 'ok' : 'log/truncated';
      if ((result.ok ? 'ok' : result.code) !== wanted) surprises.push(length);
    }
    expect(surprises).toEqual([]);
  });

  test('U05: rewritten with right hashes, it shows at the next checkpoint, or by what vouches for it', async () => {
    const kept = { checkpoints: LOG.checkpoints.slice(-1) };
    for (let seq = 2; seq <= EVENTS.length; seq += 1) {
      const forgery = EVENTS.with(seq - 1, { action: 'approval.approved', at: time(seq) });
      const rewritten = chain(forgery, () => false);
      const signed = Math.ceil(seq / 20) * 20;
      const line = signed + signed / 20;

      // the checkpoints stay where they were
      const withOld = LINES.map((old) => {
        const entry = rewritten.entries[seqOf(old) - 1];
        return isEntry(old) && entry !== undefined ? formatEntry(entry) : old;
      });
      expect(await found(withOld)).toBe(
        signed > 100 ? fine(105, 5) : at('log/forked', line, signed),
      );
      // they are taken away
      expect(await verifyLog(rewritten.lines)).toMatchObject({ ok: true, vouched: 0 });
      expect(await found(rewritten.lines, kept)).toBe(
        signed > 100 ? fine(105, 0) : at('log/forked', 100, 100),
      );
      // they are signed with another key
      const resigned = chain(forgery, isSigned, signingKey(2));
      expect(await found(resigned.lines)).toBe(at('log/unknown-key', 21, 20));
    }
  });

  test('U05: made anew from the first event, with its own key, it shows against the trusted key or a kept checkpoint', async () => {
    const thief = signingKey(2);
    const { details, ...created } = EVENTS[0] ?? { action: 'log.created', at: time(0) };
    const forgery = EVENTS.with(0, {
      ...created,
      details: { ...details, public_key: thief.publicKey },
    });
    const { lines } = chain(forgery, isSigned, thief);
    expect(await verifyLog(lines)).toMatchObject({ ok: true, publicKey: thief.publicKey });
    expect(await found(lines, { publicKey: KEY.publicKey })).toBe(at('log/unknown-key', 1, 1));
    for (const checkpoint of LOG.checkpoints) {
      expect(await found(lines, { checkpoints: [checkpoint] })).toBe(
        at('log/unknown-key', undefined, checkpoint.checkpoint.seq),
      );
    }
  });
});
