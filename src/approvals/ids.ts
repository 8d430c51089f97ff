/** Makes what must not be guessed or made twice; passed in, so that tests can repeat a history. */
export interface Ids {
  /** Of a request made at a moment, in milliseconds since the Unix epoch: higher than every earlier one. */
  readonly request: (now: number) => string;
  /** Of a claim: 128 random bits. */
  readonly claim: () => string;
}
