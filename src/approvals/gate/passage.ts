import type { JsonRecord } from '../../json/json-value.ts';
import type { Outcome } from '../request.ts';

/** What whoever ran a call says came of it. */
export interface RunReport {
  readonly outcome: Outcome;
  /** The failure's message; what is hidden of the call is hidden in it. */
  readonly error?: string;
}

/** A call that may run now, once. */
export interface Passage {
  /** The copy of the arguments that was decided, shown and approved: run the call with these. */
  readonly param: JsonRecord;
  /** Absent where nobody had to approve. */
  readonly approvalId?: string;
  /** Says what came of the call. What was approved and is never reported ends up ambiguous. */
  readonly report: (report: RunReport) => Promise<void>;
}
