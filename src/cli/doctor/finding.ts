/** What was looked at, and how it is. */
export interface Finding {
  /** `configuration`, `policies`, `store`, `clock`, `key`, `server`. */
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it; absent where all is well. */
  readonly mend?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message });

export const warning = (check: string, message: string, mend: string): Finding => ({
  check,
  status: 'warning',
  message,
  mend,
});

export const problem = (check: string, message: string, mend: string): Finding => ({
  check,
  status: 'problem',
  message,
  mend,
});
