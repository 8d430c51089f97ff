import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunksOf, readEvents, type ServerSentEvent } from '../../src/client/server-sent-events.ts';

/** The events of some bytes that come in pieces. */
async function eventsIn(pieces: readonly Uint8Array[]): Promise<readonly ServerSentEvent[]> {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(chunksOf(stream, () => {}))) events.push(event);
  return events;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a stream of events', () => {
  test.each<readonly [string, readonly ServerSentEvent[]]>([
    ['', []],
    [': assent\nid: 7\n\n', [{ id: '7', data: undefined }]],
    ['id: 8\nevent: x\ndata: {"a":1}\n\n', [{ id: '8', data: '{"a":1}' }]],
    ['data: a\r\ndata:b\r\ndata:  c\r\n\r\n', [{ id: undefined, data: 'a\nb\n c' }]],
    [
      'data: a\r\rdata: b\r\r\n',
      [
        { id: undefined, data: 'a' },
        { id: undefined, data: 'b' },
      ],
    ],
    ['data\n\n', [{ id: undefined, data: '' }]],
    ['retry: 1000\n\nunknown: x\n\n', []],
    ['id: 1\0\ndata: a\n\n', [{ id: undefined, data: 'a' }]],
    ['data: begun', []],
    ['data: begun\n', []],
  ])('I05: %j', async (text, events) => {
    expect(await eventsIn([bytes(text)])).toEqual(events);
  });

  test('I05: is the same in whatever pieces it comes', async () => {
    const line = fc.constantFrom(
      'data: ä💥',
      'data:',
      'id: 5',
      ': c',
      '',
      '',
      'event: e',
      'data: "x"',
    );
    const end = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(line, end)),
        fc.array(fc.nat(200)),
        async (lines, cuts) => {
          const whole = bytes(`${lines.flat().join('')}\n`);
          const places = [0, ...cuts.filter((at) => at < whole.length), whole.length].sort(
            (a, b) => a - b,
          );
          const pieces = places.slice(1).map((at, index) => whole.slice(places[index], at));
          expect(await eventsIn(pieces)).toEqual(await eventsIn([whole]));
        },
      ),
    );
  });

  test('I05: with an event without end is given up', async () => {
    for (const line of ['x'.repeat(1024 * 1024), `data: ${'x'.repeat(1024 * 1024)}\n`]) {
      const pieces = Array.from({ length: 20 }, () => bytes(line));
      await expect(eventsIn(pieces)).rejects.toThrow(RangeError);
    }
  });
});
