/** Tells the time; passed in, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Never goes back. */
  readonly now: () => number;
}
