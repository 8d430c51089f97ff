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
 * @param onBytes called whenever something arrives: whoever reads is connected
 * @throws RangeError for an event without end
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | undefined;
  let data: string[] = [];
  for await (const chunk of chunksOf(stream)) {
    onBytes();
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_EVENT) throw new RangeError('an event of the stream has no end');
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { id, data: data.join('\n') };
        else if (id !== undefined) yield { id, data: undefined };
        [id, data] = [undefined, []];
        continue;
      }
      const [, name = '', value = ''] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line) ?? [];
      if (name === 'data') data.push(value);
      else if (name === 'id' && !value.includes('\0')) id = value;
    }
  }
}

/** Not every browser can go through a stream by itself. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
