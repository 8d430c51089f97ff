/** What a tool's failure says, whatever it threw. Never throws. */
export function failureText(thrown: unknown): string {
  try {
    const text: unknown = thrown instanceof Error ? thrown.message : String(thrown);
    return typeof text === 'string' ? text : NO_TEXT;
  } catch {
    // without a prototype, or with one that throws
    return NO_TEXT;
  }
}

const NO_TEXT = 'the tool threw something that cannot be read as text';
