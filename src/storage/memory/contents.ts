import type { Halt } from '../../approvals/halt.ts';
import { nextWake } from '../../approvals/next-wake.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import type {
  ActivePolicy,
  PendingRequest,
  RequestFilter,
  StoredNotice,
  StoredVersion,
} from '../../approvals/store.ts';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import type { LogEntry } from '../../audit/log-line.ts';
import { deepFreeze } from '../../json/freeze.ts';
import { own, toolName } from '../../policy/call.ts';
import type { PolicySources } from '../../policy/version.ts';
import type { BufferedWrite } from '../buffered-write.ts';
import { MisfitError, noSuccessor } from '../misfit-error.ts';
import { LogEntries, type RunEntry } from './log-entries.ts';
import { Records } from './records.ts';
import { compareIds, SortedList } from './sorted-list.ts';

/** A moment at which time changes a request. */
interface Wake {
  readonly at: number;
  readonly id: string;
}

const compareWakes = (a: Wake, b: Wake): number => a.at - b.at || compareIds(a.id, b.id);

/** All that a store in memory holds. Changed by `apply` alone, which never fails halfway. */
export class Contents {
  readonly log: LogEntries;
  readonly records = new Records();
  readonly #requests = new Map<string, ApprovalRequest>();
  readonly #ids = new SortedList<string>(compareIds);
  /** By the names of their tools. */
  readonly #pending = new Map<string, SortedList<string>>();
  readonly #wakes = new SortedList<Wake>(compareWakes);
  readonly #keys = new Map<string, { readonly id: string; readonly createdAt: number }>();
  readonly #checkpoints: SignedCheckpoint[] = [];
  /** In order of their first activation. */
  readonly #versions = new Map<string, { readonly at: number; readonly sources: PolicySources }>();
  #halts: readonly Halt[] = [];
  #active: ActivePolicy | undefined;
  #notices: StoredNotice[] = [];
  #lastNotice = 0;

  /** @param first the entry with which the log begins */
  constructor(first: LogEntry) {
    this.log = new LogEntries(first);
  }

  request(id: string): ApprovalRequest | undefined {
    return this.#requests.get(id);
  }

  requestByKey(agentId: string | null, key: string): ApprovalRequest | undefined {
    const found = this.#keys.get(keyOf(agentId, key));
    return found === undefined ? undefined : this.#requests.get(found.id);
  }

  /** Newest first. */
  list(filter: RequestFilter, limit: number, before?: string): ApprovalRequest[] {
    return this.#take(this.#ids.before(before), limit, (request) => matches(request, filter));
  }

  pendingTools(): string[] {
    return [...this.#pending.keys()];
  }

  pending(tool: string, after: string | undefined, limit: number): PendingRequest[] {
    const ids = this.#pending.get(tool)?.after(after) ?? [];
    return this.#take(ids, limit, () => true).map((request) => {
      const { id, captured, createdAt, ruling, terms } = request;
      return { id, captured, createdAt, ruling, terms, whole: () => request };
    });
  }

  due(now: number, limit: number): ApprovalRequest[] {
    const found: ApprovalRequest[] = [];
    for (const { at, id } of this.#wakes.after(undefined)) {
      if (at > now || found.length >= limit) break;
      const request = this.#requests.get(id);
      if (request !== undefined) found.push(request);
    }
    return found;
  }

  nextWake(): number | undefined {
    return this.#wakes.first?.at;
  }

  activePolicy(): ActivePolicy | undefined {
    return this.#active;
  }

  policySources(version: string): PolicySources | undefined {
    return this.#versions.get(version)?.sources;
  }

  policyVersions(limit: number): StoredVersion[] {
    return [...this.#versions]
      .reverse()
      .slice(0, limit)
      .map(([version, { at }]) => ({ version, activatedAt: at }));
  }

  halts(): readonly Halt[] {
    return this.#halts;
  }

  checkpoints(): SignedCheckpoint[] {
    return [...this.#checkpoints].sort((a, b) => a.checkpoint.seq - b.checkpoint.seq);
  }

  notices(limit: number): StoredNotice[] {
    return this.#notices.slice(0, limit);
  }

  /**
   * Makes all writes of one work, in their order, or throws and makes none: for a request that is no
   * successor of the stored one, a key that another request has, an event that is no JSON.
   */
  apply(writes: readonly BufferedWrite[]): void {
    const entries = this.#check(writes);
    for (const write of writes) this.#make(write);
    this.log.add(entries);
  }

  /** Everything that can fail, before anything is changed. Gives the log entries that are to be added. */
  #check(writes: readonly BufferedWrite[]): RunEntry[] {
    const revisions = new Map<string, number>();
    const keys = new Map<string, string | undefined>();
    for (const write of writes) {
      if (write.kind === 'put') {
        const { id, revision } = write.request;
        const stored = revisions.get(id) ?? this.#requests.get(id)?.revision ?? 0;
        if (revision !== stored + 1) throw noSuccessor(id, stored, revision);
        revisions.set(id, revision);
        if (revision === 1) this.#checkKey(write.request, keys);
      } else if (write.kind === 'forget') {
        for (const [key, { createdAt }] of this.#keys)
          if (createdAt < write.before) keys.set(key, undefined);
      }
    }
    return this.log.prepare(
      writes.flatMap((write) => (write.kind === 'audit' ? [write.event] : [])),
    );
  }

  #checkKey(request: ApprovalRequest, keys: Map<string, string | undefined>): void {
    if (request.idempotencyKey === null) return;
    const key = keyOf(request.agentId, request.idempotencyKey);
    const holder = keys.has(key) ? keys.get(key) : this.#keys.get(key)?.id;
    if (holder !== undefined)
      throw new MisfitError(`request \`${holder}\` has the idempotency key of \`${request.id}\``);
    keys.set(key, request.id);
  }

  #make(write: BufferedWrite): void {
    switch (write.kind) {
      case 'put':
        this.#put(deepFreeze(write.request));
        return;
      case 'audit':
        return;
      case 'checkpoint':
        this.#checkpoints.push(deepFreeze(write.signed));
        return;
      case 'notify':
        this.#lastNotice += 1;
        this.#notices.push(
          deepFreeze({ id: this.#lastNotice, notice: write.notice, at: write.at }),
        );
        return;
      case 'activate': {
        const generation = (this.#active?.generation ?? 0) + 1;
        this.#active = Object.freeze({ version: write.version, generation });
        if (!this.#versions.has(write.version)) {
          const { version, at, sources } = write;
          this.#versions.set(version, { at, sources: deepFreeze(sources) });
        }
        return;
      }
      case 'halts':
        this.#halts = deepFreeze(write.halts);
        return;
      case 'record':
        this.records.put(write);
        return;
      case 'forget':
        for (const [key, { createdAt }] of this.#keys)
          if (createdAt < write.before) this.#keys.delete(key);
        this.#notices = this.#notices.filter(({ at }) => at >= write.before);
    }
  }

  #put(request: ApprovalRequest): void {
    const { id, agentId, idempotencyKey, createdAt } = request;
    const earlier = this.#requests.get(id);
    this.#requests.set(id, request);
    if (earlier === undefined) {
      this.#ids.add(id);
      // a successor does not bring back a key that was forgotten
      if (idempotencyKey !== null)
        this.#keys.set(keyOf(agentId, idempotencyKey), { id, createdAt });
    }
    const [was, is] = [earlier?.resolution.status, request.resolution.status];
    if (was !== 'pending' && is === 'pending') this.#pendingFor(request).add(id);
    if (was === 'pending' && is !== 'pending') this.#endPending(request);
    this.#moveWake(id, earlier === undefined ? undefined : nextWake(earlier), nextWake(request));
  }

  #pendingFor({ captured }: ApprovalRequest): SortedList<string> {
    const tool = toolName(captured.call) ?? '';
    const ids = this.#pending.get(tool) ?? new SortedList(compareIds);
    this.#pending.set(tool, ids);
    return ids;
  }

  #endPending(request: ApprovalRequest): void {
    const ids = this.#pendingFor(request);
    ids.delete(request.id);
    if (ids.first === undefined) this.#pending.delete(toolName(request.captured.call) ?? '');
  }

  #moveWake(id: string, from: number | undefined, to: number | undefined): void {
    if (from === to) return;
    if (from !== undefined) this.#wakes.delete({ at: from, id });
    if (to !== undefined) this.#wakes.add({ at: to, id });
  }

  #take(
    ids: Iterable<string>,
    limit: number,
    wanted: (request: ApprovalRequest) => boolean,
  ): ApprovalRequest[] {
    const found: ApprovalRequest[] = [];
    for (const id of ids) {
      if (found.length >= limit) break;
      const request = this.#requests.get(id);
      if (request !== undefined && wanted(request)) found.push(request);
    }
    return found;
  }
}

/** One text for both, whatever characters they hold. */
const keyOf = (agentId: string | null, key: string): string => JSON.stringify([agentId, key]);

function matches(request: ApprovalRequest, filter: RequestFilter): boolean {
  const { status, execution, agent, tool, run } = filter;
  const { call } = request.captured;
  return (
    (status === undefined || request.resolution.status === status) &&
    (execution === undefined || request.execution.status === execution) &&
    (agent === undefined || request.agentId === agent) &&
    (tool === undefined || toolName(call) === tool) &&
    (run === undefined || own(call.run, 'id') === run)
  );
}
