import { describe, expect, test } from 'vitest';
import { forEachCall } from '../../src/cli/read-calls.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

/** Reads calls from the given chunks of standard input. */
async function readCalls(chunks: readonly Uint8Array[]) {
  const calls: unknown[] = [];
  const complaints: string[] = [];
  const terminal: Terminal = {
    environment: {},
    keyboard: undefined,
    size: () => ({ columns: 80, rows: 24 }),
    input: async function* () {
      yield* chunks;
    },
    out: () => {},
    err: (text) => complaints.push(text),
    outColor: false,
    errColor: false,
    outIsTerminal: false,
    untilEnded: () => Promise.resolve(),
  };
  const code = await forEachCall(undefined, terminal, (call) => calls.push(call));
  return { code, calls, complaints };
}

/** Texts and single bytes as one. */
const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))),
  );

const notUtf8 = (line: number) => `error: <stdin>:${line}: this line is not UTF-8 text\n`;

describe('P11: calls on standard input', () => {
  test.each([
    ['a byte that is none of UTF-8', ['{"tool":"', 0xff, '"}']],
    ['half a character', ['{"tool":"', 0xe2, 0x82, '"}']],
    ['a character spelled too long', ['{"tool":"', 0xc0, 0xaf, '"}']],
    ['half of a pair', ['{"tool":"', 0xed, 0xa0, 0x80, '"}']],
    ['half a character at its end', ['{"tool":"a"}', 0xe2, 0x82]],
  ])('a line with %s is a mistake, and the others are read', async (_what, line) => {
    const input = bytes('{"tool":"a"}\n', ...line, '\n{"tool":"b"}\n');
    const { code, calls, complaints } = await readCalls([input]);
    expect({ code, complaints }).toEqual({ code: 2, complaints: [notUtf8(2)] });
    expect(calls).toEqual([{ tool: 'a' }, { tool: '' }, { tool: 'b' }]);
  });

  test('the last line may not end within a character, with or without a line feed', async () => {
    for (const end of ['', '\n']) {
      const input = bytes('{"tool":"a"}\n{"tool":"b"} ', 0xf0, 0x9f, end);
      const { code, calls, complaints } = await readCalls([input]);
      expect({ code, complaints }).toEqual({ code: 2, complaints: [notUtf8(2)] });
      expect(calls).toEqual([{ tool: 'a' }, { tool: '' }]);
    }
  });

  test('it does not matter where the input is cut into chunks', async () => {
    const input = bytes('\uFEFF{"tool":"é€🎉"}\r\n\n \n{"tool":"\u2028"}\n{"tool":"b"}');
    for (let at = 0; at <= input.length; at += 1) {
      const { code, calls, complaints } = await readCalls([
        input.subarray(0, at),
        input.subarray(at),
      ]);
      expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
      expect(calls).toEqual([{ tool: 'é€🎉' }, { tool: '\u2028' }, { tool: 'b' }]);
    }
  });

  test('only the input begins with a byte order mark', async () => {
    const { code, complaints } = await readCalls([bytes('{"tool":"a"}\n\uFEFF{"tool":"b"}\n')]);
    expect(code).toBe(2);
    expect(complaints[0]).toMatch(/^error: <stdin>:2: not JSON: /);
  });

  test('a line of more than 8 MiB is not kept, and the others are read', async () => {
    const chunk = Buffer.alloc(2 ** 20, 'é');
    const many = Array.from({ length: 9 }, () => chunk);
    const last = [...many, bytes('\n{"tool":"b"}')];
    const { code, calls, complaints } = await readCalls([bytes('{"tool":"a"}\n'), ...last]);
    expect(code).toBe(2);
    expect(complaints).toEqual(['error: <stdin>:2: this line is too long for a call\n']);
    expect(calls).toEqual([{ tool: 'a' }, { tool: '' }, { tool: 'b' }]);
  });
});
