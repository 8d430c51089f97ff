/** One block of `text/event-stream`. */
export interface EventBlock {
  /** Absent where the block says none. */
  readonly id: string | undefined;
  /** Absent where the block is no event. */
  readonly data: string | undefined;
}

/** In UTF-16 units: an event holds the arguments of one call, and what is longer is none of them. */
const LONGEST_LINE = 16 * 2 ** 20;

/**
 * Reads server-sent events (HTML standard, 9.2), as far as their ids and data go.
 *
 * @throws what `chunks` throws; RangeError for a line without end
 */
export async function* readBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<EventBlock> {
  let id: string | undefined;
  let data: string[] = [];
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      yield { id, data: data.length === 0 ? undefined : data.join('\n') };
      id = undefined;
      data = [];
      continue;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'id') id = value;
    if (field === 'data') data.push(value);
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > LONGEST_LINE) throw new RangeError('a line of the events has no end');
    const lines = rest.split(/\r\n|\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
