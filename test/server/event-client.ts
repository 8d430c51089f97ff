import type { EventFeed } from '../../src/server/event-feed.ts';
import type { Wanted } from '../../src/server/event-listener.ts';

/** One event as a client has it. */
export interface Heard {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly seq: number; readonly action: string; readonly approval: unknown };
}

/** Reads blocks of `text/event-stream` as the HTML standard says, as far as the feed writes it. */
export class EventReader {
  readonly heard: Heard[] = [];
  /** What a client would send as `Last-Event-ID`. */
  lastId: number | undefined;
  retry: number | undefined;

  /** @param block one, without the empty line that ends it */
  read(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
    }
    const id = fields.get('id');
    if (id !== undefined) this.lastId = Number(id);
    const retry = fields.get('retry');
    if (retry !== undefined) this.retry = Number(retry);
    const data = fields.get('data');
    if (data === undefined) return;
    this.heard.push({
      id: this.lastId ?? -1,
      event: fields.get('event') ?? '',
      data: JSON.parse(data),
    });
  }
}

/** The blocks of what a stream gave; a last one that is cut is dropped, as clients do. */
export const blocksOf = (text: string): readonly string[] => text.split('\n\n').slice(0, -1);

/**
 * Listens until `isEnough`, or the feed ends it.
 *
 * @returns whether the feed ended it
 */
export async function listenUntil(
  feed: EventFeed,
  reader: EventReader,
  wanted: Wanted,
  isEnough: () => boolean,
): Promise<boolean> {
  const gone = new AbortController();
  const after = reader.lastId ?? wanted.after;
  for await (const piece of feed.subscribe({ ...wanted, after }, gone.signal)) {
    for (const block of blocksOf(piece)) {
      reader.read(block);
      // in the middle of a piece, as a connection breaks
      if (isEnough()) {
        gone.abort();
        return false;
      }
    }
  }
  return true;
}
