import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import type { Store, StoredNotice } from '../../../src/approvals/store.ts';
import type { AuditEvent } from '../../../src/audit/event.ts';
import type { LogEntry } from '../../../src/audit/log-line.ts';
import { Replay } from './replay.ts';

const ALL = 100_000;

/** What a store shows at one moment. */
export interface Snapshot {
  readonly requests: readonly ApprovalRequest[];
  readonly notices: readonly StoredNotice[];
  readonly nextWake: number | undefined;
  readonly policyVersion: string | undefined;
  readonly generation: number;
  /** The agents that are halted. */
  readonly halted: readonly (string | null)[];
}

/** What was seen of a store so far; what it shows next must follow from that. */
export class Observed {
  readonly replay = new Replay();
  readonly #log: LogEntry[] = [];
  readonly #latest = new Map<string, ApprovalRequest>();
  #latestAt = '';

  /** Reads everything, and says what does not follow from what was seen before. */
  async look(store: Store): Promise<{ snapshot: Snapshot; complaints: readonly string[] }> {
    for (;;) {
      const { seq } = await store.logHead();
      const entries = await store.entries(this.#log.length, ALL);
      const [requests, notices, nextWake, active, halts, head] = await Promise.all([
        store.list({}, ALL),
        store.notices(ALL),
        store.nextWake(),
        store.activePolicy(),
        store.halts(),
        store.logHead(),
      ]);
      // deadlines may be looked after in the background: what was read must be of one moment
      if (head.seq !== seq) continue;
      const complaints = [...this.#takeEntries(entries), ...this.#takeRequests(requests)];
      const last = this.#log.at(-1);
      if (head.seq !== last?.seq || head.hash !== last.hash)
        complaints.push('the head is no entry');
      const policyVersion = active?.version;
      const generation = active?.generation ?? 0;
      const halted = halts.map(({ agent }) => agent);
      const shown = { requests, notices, nextWake, policyVersion, generation, halted };
      return { snapshot: shown, complaints };
    }
  }

  /** Whether nothing has happened since the last look. */
  async isLatest(store: Store): Promise<boolean> {
    return (await store.logHead()).seq === this.#log.length;
  }

  /** Whether what was logged is still there as it was. */
  async isLogKept(store: Store): Promise<boolean> {
    const entries = await store.entries(0, this.#log.length);
    return isDeepStrictEqual(entries.map(plain), this.#log.map(plain));
  }

  /** Restated: each hash covers the event's canonical JSON, its number and the hash before it. */
  #takeEntries(entries: readonly LogEntry[]): string[] {
    return entries.flatMap((entry) => {
      const { seq, prev, event, hash } = entry;
      const before = this.#log.at(-1);
      this.#log.push(entry);
      const parsed: AuditEvent = JSON.parse(event);
      const covered = `{"event":${canonicalize(parsed)},"prev":"${prev}","seq":${seq}}`;
      const complaints = [
        seq !== (before?.seq ?? 0) + 1 && `entry ${seq} comes after ${before?.seq}`,
        prev !== (before?.hash ?? '0'.repeat(64)) && `entry ${seq} does not follow`,
        hash !== createHash('sha256').update(covered).digest('hex') && `entry ${seq} is altered`,
        parsed.at < this.#latestAt && `entry ${seq} is older than the one before`,
        this.replay.take(parsed) ?? false,
      ];
      this.#latestAt = parsed.at;
      return complaints.filter((one) => typeof one === 'string');
    });
  }

  #takeRequests(requests: readonly ApprovalRequest[]): string[] {
    const complaints: string[] = [];
    if (requests.length < this.#latest.size) complaints.push('a request is gone');
    for (const request of requests) {
      const before = this.#latest.get(request.id);
      this.#latest.set(request.id, request);
      if (before === undefined || before === request) continue;
      const { id, revision, resolution } = before;
      if (request.revision < revision) complaints.push(`${id}: its revision went back`);
      if (request.revision === revision && !isDeepStrictEqual(request, before)) {
        complaints.push(`${id}: changed within revision ${revision}`);
      }
      const isFinal = resolution.status !== 'pending';
      if (isFinal && !isDeepStrictEqual(request.resolution, resolution)) {
        complaints.push(`${id}: its resolution changed`);
      }
    }
    return complaints;
  }
}

const plain = ({ seq, prev, event, hash }: LogEntry) => ({ seq, prev, event, hash });
