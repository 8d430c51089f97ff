import { describe, expect, test } from 'vitest';
import { signCheckpoint } from '../../../src/audit/checkpoint.ts';
import { EMPTY_LOG, entryHash, type LogEntry } from '../../../src/audit/log-line.ts';
import { canonicalJson } from '../../../src/json/canonical.ts';
import { event, idOf, notice, START, writing } from '../samples.ts';
import { openStore, type TestedStore } from './database.ts';

/** Fails unless entries follow each other without a gap from the beginning, each with the right hash. */
export function expectChain(entries: readonly LogEntry[]): void {
  let prev = EMPTY_LOG.hash;
  for (const [index, entry] of entries.entries()) {
    expect(entry.seq).toBe(index + 1);
    expect(entry.prev).toBe(prev);
    expect(entry.hash).toBe(entryHash(entry.event, entry.prev, entry.seq));
    prev = entry.hash;
  }
}

export function logContract(tested: TestedStore): void {
  describe('the audit log', () => {
    test('U03: begins with an entry that names it, and the key of its checkpoints', async () => {
      const store = await openStore(tested);
      const { log, signingKey } = store.identity;
      const entries = await store.entries(0, 10);
      expect(entries).toHaveLength(1);
      expectChain(entries);
      expect(JSON.parse(entries[0]?.event ?? '')).toEqual({
        action: 'log.created',
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        details: { log, public_key: signingKey.publicKey },
      });
      const head = { seq: 1, hash: entries[0]?.hash };
      expect(await store.logHead()).toEqual(head);
      expect(await store.write((tx) => tx.logHead())).toEqual(head);
      expect(await store.checkpoints()).toEqual([]);
    });

    test('U03: is one chain without gaps, whoever writes at once', async () => {
      const store = await openStore(tested);
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          store.write(
            writing((tx) => {
              tx.audit(event({ request: idOf(index), reason: 'first' }));
              tx.audit(event({ request: idOf(index), reason: 'second' }));
            }),
          ),
        ),
      );
      const entries = await store.entries(0, 1_000);
      expect(entries).toHaveLength(401);
      expectChain(entries);
      expect(await store.logHead()).toEqual({
        seq: 401,
        hash: entries.at(-1)?.hash,
      });
      // the events of a work stand together, in the order of its calls
      const events = entries.slice(1).map((entry) => JSON.parse(entry.event));
      for (let at = 0; at < events.length; at += 2) {
        expect(events[at]).toMatchObject({ reason: 'first', request: events[at + 1].request });
        expect(events[at + 1]).toMatchObject({ reason: 'second' });
      }
    });

    test('U03: keeps events as canonical JSON, letter for letter', async () => {
      const store = await openStore(tested);
      const hostile = event({
        reason: '\u0000 \u001f "quoted" \\ \u2028 é e\u0301 🦊 \ufeff',
        param: JSON.parse('{"__proto__": {"a": 1}, "constructor": 1e21, "": [0.1, -5e-324, null]}'),
      });
      await store.write(writing((tx) => tx.audit(hostile)));
      const [entry] = await store.entries(1, 1);
      expect(entry?.event).toBe(canonicalJson(hostile));
      expectChain(await store.entries(0, 10));
    });

    test('U03: is read a page at a time', async () => {
      const store = await openStore(tested);
      await store.write(
        writing((tx) => {
          for (let at = 0; at < 10; at += 1) tx.audit(event({ request: idOf(at) }));
        }),
      );
      const seqs = async (after: number, limit: number) =>
        (await store.entries(after, limit)).map(({ seq }) => seq);
      expect(await seqs(0, 3)).toEqual([1, 2, 3]);
      expect(await seqs(3, 3)).toEqual([4, 5, 6]);
      expect(await seqs(10, 3)).toEqual([11]);
      expect(await seqs(11, 3)).toEqual([]);
    });

    test('U04: finds the entries of a run, a page at a time', async () => {
      const store = await openStore(tested);
      const runs = ['run-1', 'RUN-1', '', '\u0000', '\ud800', `' or 1=1 --`, 'x'.repeat(2_000)];
      await store.write(
        writing((tx) => {
          for (let at = 0; at < 3; at += 1) {
            for (const run of runs) tx.audit(event({ run, request: idOf(at) }));
            tx.audit(event({ request: idOf(at) }));
          }
        }),
      );
      await store.write(writing((tx) => tx.audit(event({ run: 'run-1', reason: 'later' }))));
      const entries = await store.entries(0, 1_000);
      for (const run of [...runs, 'run-2', `${'x'.repeat(2_000)}y`, 'null', '%']) {
        const own = entries.filter(({ event }) => JSON.parse(event).run === run);
        expect(await store.entriesOfRun(run, 0, 1_000)).toEqual(own);
        expect(await store.entriesOfRun(run, 0, 2)).toEqual(own.slice(0, 2));
        const after = own[1]?.seq ?? 0;
        expect(await store.entriesOfRun(run, after, 10)).toEqual(
          own.filter(({ seq }) => seq > after),
        );
      }
      expect(await store.entriesOfRun('run-1', 0, 1_000)).toHaveLength(4);
    });

    test('U05: keeps checkpoints in order, letter for letter', async () => {
      const store = await openStore(tested);
      const signed = [1, 2, 3].map((seq) =>
        signCheckpoint(
          { seq, hash: String(seq).repeat(64) },
          store.identity.log,
          new Date(START + seq).toISOString(),
          store.identity.signingKey,
        ),
      );
      for (const one of signed) await store.write(writing((tx) => tx.checkpoint(one)));
      expect(await store.checkpoints()).toEqual(signed);
    });
  });

  describe('notices', () => {
    test('A07: wait in order until they are old', async () => {
      const store = await openStore(tested);
      expect(await store.notices(10)).toEqual([]);
      await store.write(
        writing((tx) => {
          for (const number of [3, 1, 2]) tx.notify(notice(idOf(number)), START + number);
        }),
      );
      const all = await store.notices(10);
      expect(all.map((one) => [one.notice, one.at])).toEqual(
        [3, 1, 2].map((number) => [notice(idOf(number)), START + number]),
      );
      expect(await store.notices(2)).toEqual(all.slice(0, 2));

      await store.write(writing((tx) => tx.forget(START + 3)));
      expect(await store.notices(10)).toEqual(all.slice(0, 1));
      await store.write(writing((tx) => tx.forget(START + 4)));
      await store.write(writing((tx) => tx.notify(notice(idOf(4)), START + 4)));
      const [later] = await store.notices(10);
      expect(later?.id).toBeGreaterThan(Math.max(...all.map(({ id }) => id)));
    });
  });
}
