import type { AgentName, Want } from './calls.ts';
import type { PEOPLE } from './people.ts';

/** What somebody does to the service, on one of two nodes. */
export type Act =
  | {
      readonly kind: 'request';
      readonly want: Want;
      readonly key: string | null;
      readonly requesters: readonly string[];
      readonly mode: 'enforce' | 'monitor';
    }
  | {
      readonly kind: 'vote';
      readonly id: string;
      readonly person: (typeof PEOPLE)[number];
      readonly choice: 'approve' | 'reject';
    }
  | { readonly kind: 'withdraw'; readonly id: string; readonly by: string | null }
  | {
      readonly kind: 'claim';
      readonly id: string;
      /** The call that is about to run. */
      readonly want: Want;
      readonly leaseMs: number;
    }
  | {
      /** A claim with an id that the caller made, perhaps the one that holds. */
      readonly kind: 'reclaim';
      readonly id: string;
      readonly want: Want;
      readonly claimId: string;
      readonly leaseMs: number;
    }
  | {
      readonly kind: 'renew';
      readonly id: string;
      readonly claimId: string;
      readonly leaseMs: number;
    }
  | {
      readonly kind: 'report';
      readonly id: string;
      readonly claimId: string;
      readonly outcome: 'succeeded' | 'failed';
    }
  | { readonly kind: 'sweep' }
  /** Of an agent; `null` for everything. */
  | { readonly kind: 'halt'; readonly agent: AgentName; readonly cancelPending: boolean }
  | { readonly kind: 'resume'; readonly agent: AgentName }
  | {
      readonly kind: 'activate';
      readonly policy: number;
      /** What the node takes for the active policy; `undefined` at its start. */
      readonly from: number | undefined;
    };

/** What somebody is told. */
export interface Answer {
  /** Why it was refused, or how it ended. */
  readonly says: string;
  /** The request that was made, or found by its key. */
  readonly id?: string;
  /** The claim that was won. */
  readonly claimId?: string;
  /** How many requests were withdrawn. */
  readonly cancelled?: number;
}
