/** One event of a stream. */
export interface ServerSentEvent {
  /** What the stream can go on from; absent where the event has none. */
  readonly id: string | undefined;
  /** Absent where the stream only says how far it is. */
  readonly data: string | undefined;
}

/** UTF-16 units of one event: a request may hold arguments of 1 MiB. */
const LONGEST_EVENT = 16 * 1024 * 1024;

/**
 * The events of a stream, as the HTML standard says they are written. Comments, names of events and retry
 * times are passed over.
 *
 * @throws what `chunks` throws; RangeError for an event without end
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | undefined;
  let data: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { id, data: data.join('\n') };
        else if (id !== undefined) yield { id, data: undefined };
        [id, data, length] = [undefined, [], 0];
        continue;
      }
      length += line.length;
      const [, name = '', value = ''] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line) ?? [];
      if (name === 'data') data.push(value);
      else if (name === 'id' && !value.includes('\0')) id = value;
    }
    if (length + rest.length > LONGEST_EVENT) throw new RangeError('an event has no end');
  }
}

/**
 * What a stream holds, piece by piece: not every browser can go through one by itself.
 *
 * @param onChunk called whenever something arrives: whoever reads is connected
 */
export async function* chunksOf(
  stream: ReadableStream<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onChunk();
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
