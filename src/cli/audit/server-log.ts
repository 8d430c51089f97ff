import type { z } from 'zod';
import type { LogEntry } from '../../audit/log-line.ts';
import { readLines } from '../../audit/read-lines.ts';
import type { VerifyOptions } from '../../audit/verification.ts';
import { verifyLog } from '../../audit/verify.ts';
import { exportAudit, makeCheckpoint, queryAudit } from '../../contract/endpoints/audit.ts';
import { canonicalJson } from '../../json/canonical.ts';
import { ask, unreachable } from '../server/ask.ts';
import { call } from '../server/call.ts';
import type { Server } from '../server/server.ts';
import type { Latest, LogDesk, LogFilter } from './log-desk.ts';

/** Entries that are asked for at a time. */
const PAGE = 500;

/** The audit log of a server. */
export class ServerLog implements LogDesk {
  readonly name: string;
  readonly #server: Server;

  constructor(server: Server) {
    this.name = server.url;
    this.#server = server;
  }

  async latest(filter: LogFilter, limit: number): Promise<Latest> {
    const found: LogEntry[] = [];
    let before: number | undefined;
    do {
      const query = { ...filter, before, limit: Math.min(PAGE, limit + 1 - found.length) };
      const page = await call(queryAudit, { query }, this.#server);
      found.push(...page.entries.map(entryOf));
      before = page.next ?? undefined;
    } while (before !== undefined && found.length <= limit);
    return { found: found.slice(0, limit).reverse(), more: found.length > limit };
  }

  /** All of it is fetched and verified here: the server could say what it likes of its own log. */
  async verify(trusted: VerifyOptions) {
    const outcome = await verifyLog(readLines(this.#chunks()), trusted);
    // nobody sees the lines
    return outcome.ok ? outcome : { ...outcome, line: undefined };
  }

  async *exported(): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#chunks()) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  }

  async checkpoint(): Promise<string> {
    return canonicalJson(await call(makeCheckpoint, {}, this.#server));
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    const { body } = await ask(exportAudit, { body: { after: 0 } }, this.#server);
    try {
      if (body !== null) yield* body;
    } catch (error) {
      throw unreachable(this.#server, error);
    }
  }
}

type Entry = z.output<typeof queryAudit.answer>['entries'][number];

/** The event is hashed, stored and exported as its canonical JSON. */
const entryOf = ({ event, ...place }: Entry): LogEntry => ({
  ...place,
  event: canonicalJson(event),
});
