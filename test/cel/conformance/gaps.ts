/** Official tests that do not pass, and the one reason why. */
export interface Gap {
  readonly reason: string;
  /** The code with which the expression is refused at load. */
  readonly code: string;
  /** As `suite/section/name`. */
  readonly tests: readonly string[];
}

/**
 * Every official test that needs no protocol-buffer message or enum and does not pass. The run fails
 * when a test that is not listed fails, when a listed one passes or fails in another way, and when a
 * listed name does not exist.
 */
export const GAPS: readonly Gap[] = [
  {
    reason:
      'the parser knows no list element or map entry that is left out when an optional is empty',
    code: 'syntax',
    tests: [
      'optionals/optionals/optional_chaining_12',
      'optionals/optionals/optional_chaining_13',
      'optionals/optionals/optional_chaining_14',
      'optionals/optionals/optional_chaining_15',
      'optionals/optionals/optional_chaining_16',
      'optionals/optionals/map_optional_entry_has',
    ],
  },
];
