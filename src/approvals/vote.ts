/** Who votes, as whoever authenticated them says; never a field of a request. An agent is no voter. */
export interface Voter {
  /** Stable over channels: `user:alice@example.com`, or `filesystem:alice` for someone who can write the store. */
  readonly id: string;
  /** `group:` references. */
  readonly groups: readonly string[];
  /** Whether the voter's role may approve where a requirement names nobody. */
  readonly mayApprove: boolean;
  /** Through what the voter acts: `cli`, `gate`, `dashboard`, a channel. */
  readonly via: string;
}

/** One vote, as it is kept. A person's latest vote counts. */
export interface Vote {
  readonly voter: Voter;
  readonly choice: 'approve' | 'reject';
  readonly reason: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}
