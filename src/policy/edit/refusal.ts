/** Why an exception is not added. */
export type EditRefusalCode =
  /** The policy does not hold the call, or holds it by no rule that could have exceptions. */
  | 'edit/not-held'
  /** The rule is not where it should be. */
  | 'edit/rule-not-found'
  /** A layout that cannot be edited without touching more than one place. */
  | 'edit/by-hand'
  /** A tool's name or an argument that a policy cannot spell out. */
  | 'edit/not-expressible'
  /** The call would be held or blocked all the same. */
  | 'edit/still-decided'
  /** The edited set does not do what it should, and nothing else. */
  | 'edit/unproven';

export interface EditRefusal {
  readonly ok: false;
  readonly code: EditRefusalCode;
  /** One line: what is wrong, and what to do instead. */
  readonly message: string;
}

export const refuse = (code: EditRefusalCode, message: string): EditRefusal => ({
  ok: false,
  code,
  message,
});
