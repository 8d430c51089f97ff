import type { Halt } from '../../approvals/halt.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import type {
  ActivePolicy,
  PendingRequest,
  RecordKind,
  Transaction,
} from '../../approvals/store.ts';
import type { LogHead } from '../../audit/log-line.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import type { BufferedWrite } from '../buffered-write.ts';
import { WriteBuffer } from '../write-buffer.ts';
import type { HaltsReader } from './halts-reader.ts';
import type { SqlReads } from './sql-reads.ts';
import type { HeadRow } from './tables.ts';

/** Writes what a work has asked for so far; gives the head after it. */
export type Spill = (writes: readonly BufferedWrite[], head: HeadRow) => Promise<HeadRow>;

/** What one work reads from and writes to. */
export class WorkTransaction extends WriteBuffer implements Transaction {
  readonly #source: SqlReads;
  readonly #haltsReader: HaltsReader;
  readonly #spill: Spill | undefined;
  #head: HeadRow;
  readonly #pause: () => Promise<void>;

  /**
   * @param head as the works before have left it
   * @param pause awaited after reads that may be large
   * @param spill absent for a work that others share the transaction with
   */
  constructor(
    source: SqlReads,
    haltsReader: HaltsReader,
    head: HeadRow,
    pause: () => Promise<void>,
    spill?: Spill,
  ) {
    super();
    this.#haltsReader = haltsReader;
    this.#spill = spill;
    this.#source = source;
    this.#head = head;
    this.#pause = pause;
  }

  /** As it is after all that was written early. */
  get head(): HeadRow {
    return this.#head;
  }

  async spill(): Promise<void> {
    if (this.#spill !== undefined) this.#head = await this.#spill(this.take(), this.#head);
  }

  async request(id: string): Promise<ApprovalRequest | undefined> {
    return this.#reads().request(id);
  }

  async requestByKey(agentId: string | null, key: string): Promise<ApprovalRequest | undefined> {
    return this.#reads().requestByKey(agentId, key);
  }

  async pendingTools(): Promise<readonly string[]> {
    return this.#reads().pendingTools();
  }

  async pending(
    tool: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly PendingRequest[]> {
    const requests = await this.#reads().pending(tool, after, limit);
    await this.#pause();
    return requests;
  }

  async due(now: number, limit: number): Promise<readonly ApprovalRequest[]> {
    const requests = await this.#reads().due(now, limit);
    await this.#pause();
    return requests;
  }

  async activePolicy(): Promise<ActivePolicy | undefined> {
    this.checkOpen();
    return activePolicy(this.#head);
  }

  async wasActive(version: string): Promise<boolean> {
    return this.#reads().wasActive(version);
  }

  async logHead(): Promise<LogHead> {
    this.checkOpen();
    return logHead(this.#head);
  }

  async halts(): Promise<readonly Halt[]> {
    this.checkOpen();
    return this.#haltsReader.read(this.#head.halts);
  }

  async record(kind: RecordKind, id: string): Promise<JsonRecord | undefined> {
    return this.#reads().record(kind, id);
  }

  #reads(): SqlReads {
    this.checkOpen();
    return this.#source;
  }
}

export const activePolicy = ({ active_version, generation }: HeadRow): ActivePolicy | undefined =>
  active_version === null ? undefined : { version: active_version, generation };

export const logHead = ({ seq, hash }: HeadRow): LogHead => ({ seq, hash });
