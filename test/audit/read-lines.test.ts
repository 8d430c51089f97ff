import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../../src/audit/parse-line.ts';
import { readLines } from '../../src/audit/read-lines.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { linesOf } from './lines-of.ts';

describe('the lines of a file', () => {
  test('U03: are the same, wherever its chunks end', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat({ max: 20 })), async (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const chunks: Uint8Array[] = [];
        let start = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(start, start + size));
          start += size;
        }
        expect(await linesOf(readLines([...chunks, bytes.subarray(start)]))).toEqual(lines);
      }),
      { seed: 5 },
    );
  });

  test.each([
    ['nothing', '', []],
    ['a line without its end', 'a', ['a']],
    ['an empty line', '\n', ['']],
    ['empty lines between others', 'a\n\nb\n', ['a', '', 'b']],
    ['a carriage return', 'a\r\n', ['a\r']],
    ['a byte order mark', '\ufeffa\n', ['\ufeffa']],
  ])('U03: of %s', async (_, text, lines) => {
    expect(await linesOf(readLines([Buffer.from(text)]))).toEqual(lines);
  });

  test('U03: a line over the limit is cut short, and the next one is whole', async () => {
    const half = Buffer.alloc(MAX_LINE_BYTES / 2 + 1, 'é');
    const [long = '', ...rest] = await linesOf(
      readLines([half, half, half, Buffer.from('\nnext\n')]),
    );
    expect(long.length).toBe(MAX_LINE_BYTES + 1);
    expect(rest).toEqual(['next']);
  });

  test('U03: a line without an end is given up where it is too long', async () => {
    let chunks = 0;
    function* endless(): Generator<Uint8Array> {
      for (; chunks < 1_000; chunks += 1) yield Buffer.alloc(2 ** 16);
    }
    expect(await verifyLog(readLines(endless()))).toMatchObject({ code: 'log/line-too-long' });
    expect(chunks).toBeLessThan(200);
  });

  test('U03: bytes that are no UTF-8 become what no log has', async () => {
    expect(await linesOf(readLines([Buffer.of(0x61, 0xff, 0x62, 0x0a, 0x63)]))).toEqual([
      'a\udc80b',
      'c',
    ]);
    expect(await linesOf(readLines([Buffer.from('\ufffd')]))).toEqual(['\ufffd']);
  });
});
