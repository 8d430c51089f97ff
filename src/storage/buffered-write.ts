import type { Halt } from '../approvals/halt.ts';
import type { ApprovalRequest } from '../approvals/request.ts';
import type { RecordKind } from '../approvals/store.ts';
import type { Notice } from '../approvals/transition.ts';
import type { SignedCheckpoint } from '../audit/checkpoint.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { JsonRecord } from '../json/json-value.ts';
import type { PolicySources } from '../policy/version.ts';

/** One write that a work asked for. */
export type BufferedWrite =
  | {
      readonly kind: 'put';
      readonly request: ApprovalRequest;
      /** What it was made from, where that is at hand. */
      readonly before: ApprovalRequest | undefined;
    }
  | { readonly kind: 'audit'; readonly event: AuditEvent }
  | { readonly kind: 'checkpoint'; readonly signed: SignedCheckpoint }
  | { readonly kind: 'notify'; readonly notice: Notice; readonly at: number }
  | {
      readonly kind: 'activate';
      readonly version: string;
      readonly sources: PolicySources;
      readonly at: number;
    }
  | { readonly kind: 'halts'; readonly halts: readonly Halt[] }
  | ({ readonly kind: 'record' } & RecordWrite)
  | { readonly kind: 'forget'; readonly before: number };

/** A record as it will be; without a value, it is removed. */
export interface RecordWrite {
  readonly of: RecordKind;
  readonly id: string;
  readonly value: JsonRecord | undefined;
}

/** Whether those who listen to a store are told of a write. */
export const isChange = ({ kind }: BufferedWrite): boolean =>
  kind === 'put' || kind === 'activate' || kind === 'halts';
