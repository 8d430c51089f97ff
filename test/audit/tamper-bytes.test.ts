import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLines } from '../../src/audit/read-lines.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { chain, shopEvents } from './sample-log.ts';
import { isEntry } from './tampering.ts';

const RUNS = Number(process.env['ASSENT_CASES'] ?? 3_000);
const options = { numRuns: RUNS, seed: Number(process.env['ASSENT_SEED'] ?? 31) };

const LOG = chain(shopEvents(24), (seq) => seq % 6 === 0);
const KEPT = { checkpoints: LOG.checkpoints.slice(-1) };
const BYTES = Buffer.from(`${LOG.lines.join('\n')}\n`);

/** What is done to a file: some of its bytes go, others come. */
interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly added: Uint8Array;
}

const place = fc.nat({ max: BYTES.length });
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.oneof(place, fc.constantFrom(...lineStarts())),
  removed: fc.oneof(fc.constantFrom(0, 1, 2), fc.nat({ max: 2_000 })),
  added: fc.oneof(
    fc.constant(new Uint8Array()),
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom('\n', '\r\n', ' ', '"', '0', 'é', '\ufffd', '{}')
      .map((text) => Buffer.from(text)),
    fc
      .tuple(place, fc.nat({ max: 2_000 }))
      .map(([from, size]) => BYTES.subarray(from, from + size)),
  ),
});

function lineStarts(): readonly number[] {
  return [...BYTES.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index, index + 1] : []));
}

const applied = (bytes: Buffer, { at, removed, added }: Edit): Buffer =>
  Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);

/** The lines, byte for byte, whatever ends them. */
const contentOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('latin1')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/\r$/, ''));

const WHOLE = contentOf(BYTES);

describe('bytes of an exported log', { timeout: 180_000 }, () => {
  test('U03, U05: whatever is edited, it is found, or nothing but checkpoints is missing', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 2 }), async (edits) => {
        const bytes = edits.reduce(applied, BYTES);
        const result = await verifyLog(readLines([bytes]), KEPT);
        if (!result.ok) {
          found += 1;
          return;
        }
        const content = contentOf(bytes);
        expect(content.filter(isEntry)).toEqual(WHOLE.filter(isEntry));
        expect(content.filter((line) => !WHOLE.includes(line))).toEqual([]);
        expect(result.checkpoints).toBe(content.length - 24);
      }),
      options,
    );
    // most edits are of content
    expect(found).toBeGreaterThan(RUNS / 2);
  });

  test('U03: a byte that is no UTF-8 is found, even where a replacement character stood', async () => {
    const { lines } = chain(
      [...shopEvents(2), { action: 'call.decided', at: '', reason: 'was \ufffd' }],
      () => false,
    );
    const bytes = Buffer.from(lines.join('\n'));
    const at = bytes.indexOf('\ufffd');
    const broken = Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]);
    expect(await verifyLog(readLines([bytes]))).toMatchObject({ ok: true });
    expect(await verifyLog(readLines([broken]))).toMatchObject({ line: 3, seq: 3 });
  });

  test('U03: other line ends, and none after the last line, change nothing', async () => {
    const texts = [LOG.lines.join('\n'), LOG.lines.join('\r\n'), `${LOG.lines.join('\r\n')}\r\n`];
    for (const text of texts) {
      expect(await verifyLog(readLines([Buffer.from(text)]))).toMatchObject({ ok: true });
      expect(await verifyLog(text.split('\n'))).toMatchObject({ ok: true });
    }
  });
});
