import type { AgentName, Want } from './calls.ts';
import type { Ask } from './policies.ts';

/** What the model knows of one request: as of now, whether or not the store has looked at the time yet. */
export interface Held {
  readonly id: string;
  readonly want: Want;
  readonly key: string | null;
  readonly requesters: readonly string[];
  readonly createdAt: number;
  readonly deadline: number;
  readonly onRejection: Ask['onRejection'];
  /** Whether a rule said `on_policy_change: hold` when the request was made. */
  readonly hold: boolean;
  readonly ask: Ask;
  /** Escalations that are done, by their keys; a later policy may ask for the same one. */
  readonly escalated: ReadonlySet<string>;
  /** By person: the latest choice. */
  readonly votes: Readonly<Record<string, 'approve' | 'reject'>>;
  readonly end: End;
  readonly run: Run;
  /** Time alone ended it or its run, and nobody has looked since: the store may still say what was before. */
  readonly mayLag: boolean;
}

export type End =
  | { readonly status: 'pending' }
  | {
      readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled';
      readonly code: string;
      readonly by: string | null;
      /** The policy that was active then. */
      readonly under: number;
    };

export type Run =
  | { readonly status: 'waiting' | 'void' }
  | { readonly status: 'unclaimed'; readonly before: number }
  | { readonly status: 'executing'; readonly claimId: string; readonly until: number }
  | { readonly status: 'succeeded' | 'failed'; readonly claimId: string }
  | {
      readonly status: 'ambiguous';
      readonly claimId: string;
      readonly late: 'succeeded' | 'failed' | null;
    };

export interface State {
  readonly now: number;
  /** The active policy, by its place in the list; none before the first activation. */
  readonly active: number | undefined;
  readonly everActive: ReadonlySet<number>;
  readonly activations: number;
  /** Agents that are halted; `null` among them when everything is. */
  readonly halted: ReadonlySet<AgentName>;
  /** In order of creation. */
  readonly held: ReadonlyMap<string, Held>;
}

export const initialState = (now: number): State => ({
  now,
  active: undefined,
  everActive: new Set(),
  activations: 0,
  halted: new Set(),
  held: new Map(),
});

export const withHeld = (state: State, held: Held): State => ({
  ...state,
  held: new Map(state.held).set(held.id, held),
});
