import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { resolvedAs } from '../approvals/resolution-action.ts';
import type { AuditEvent } from '../audit/event.ts';

/** Seconds. Held waits last up to a minute; what is not held takes milliseconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What a server knows at any time. */
export interface Standing {
  /** Requests that wait for a decision. */
  readonly pending: number;
  /** Who listens to events. */
  readonly listeners: number;
  /** Requests that wait for a resolution over HTTP. */
  readonly waits: number;
}

/**
 * Figures for Prometheus. What the audit log tells is counted from there, whichever node did it: of several
 * nodes, take the highest, not the sum. The rest is of this process.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #decisions: Counter<'decision'>;
  readonly #requested: Counter;
  readonly #resolved: Counter<'status'>;
  readonly #seconds: Histogram<'endpoint' | 'status'>;
  readonly #storeFailures: Counter;
  #standing: () => Standing = () => ({ pending: 0, listeners: 0, waits: 0 });

  constructor() {
    const registers = [this.#registry];
    // among others the lag of the event loop, memory, open files
    collectDefaultMetrics({ register: this.#registry });
    this.#decisions = new Counter({
      name: 'assent_decisions_total',
      help: 'Decisions in the audit log since this process started',
      labelNames: ['decision'],
      registers,
    });
    this.#requested = new Counter({
      name: 'assent_approvals_requested_total',
      help: 'Approval requests in the audit log since this process started',
      registers,
    });
    this.#resolved = new Counter({
      name: 'assent_approvals_resolved_total',
      help: 'Resolved approval requests in the audit log since this process started',
      labelNames: ['status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'assent_http_request_duration_seconds',
      help: 'Answers, and how long each took',
      labelNames: ['endpoint', 'status'],
      buckets: BUCKETS,
      registers,
    });
    this.#storeFailures = new Counter({
      name: 'assent_store_failures_total',
      help: 'Times that the store could not be used',
      registers,
    });
    this.#gauge('assent_approvals_pending', 'Requests that wait for a decision', 'pending');
    this.#gauge('assent_event_listeners', 'Who listens to events', 'listeners');
    this.#gauge('assent_held_waits', 'Requests held until a resolution', 'waits');
  }

  /** Everything, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Where to ask for what is known at any time. */
  watch(standing: () => Standing): void {
    this.#standing = standing;
  }

  /** Counts an entry of the audit log. */
  tell({ action, decision }: AuditEvent): void {
    if (action === 'call.decided') this.#decisions.inc({ decision: decision ?? 'unknown' });
    if (action === 'approval.requested') this.#requested.inc();
    const status = resolvedAs(action);
    if (status !== undefined) this.#resolved.inc({ status });
  }

  /**
   * Counts an answer.
   *
   * @param endpoint the id of the endpoint; never a path, which a client can make up
   * @param seconds until the answer began
   */
  answered(endpoint: string, status: number, seconds: number): void {
    this.#seconds.observe({ endpoint, status: String(status) }, seconds);
  }

  /** Counts a failure of the store. */
  storeFailed(): void {
    this.#storeFailures.inc();
  }

  #gauge(name: string, help: string, figure: keyof Standing): void {
    const standing = (): number => this.#standing()[figure];
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(standing());
      },
    });
  }
}
