import type { AuditAction } from '../../audit/event.ts';
import type { LogFailure } from '../../audit/log-failure.ts';
import type { LogEntry } from '../../audit/log-line.ts';
import type { VerifiedLog, VerifyOptions } from '../../audit/verification.ts';

/** Where an audit log is: at a server, or in a store. */
export interface LogDesk {
  /** What people call it; holds no password. */
  readonly name: string;
  /** The latest entries, the newest last. */
  latest(filter: LogFilter, limit: number): Promise<Latest>;
  /** Whether it is what was written. */
  verify(trusted: VerifyOptions): Promise<VerifiedLog | LogFailure>;
  /** The whole log, as lines with their line breaks. Begins once the log says that it is exported. */
  exported(): AsyncIterable<string>;
  /** Signs where it stands, as a line of an export, without a line break. */
  checkpoint(): Promise<string>;
}

export interface LogFilter {
  readonly request?: string;
  readonly run?: string;
  readonly action?: AuditAction;
}

export interface Latest {
  readonly found: readonly LogEntry[];
  /** There are earlier ones. */
  readonly more: boolean;
}
