/**
 * The id of a record as a column holds it: ASCII without a NUL, in whose order both databases agree with
 * the order of the ids by code units, and of which no id is too long for an index of PostgreSQL.
 */
export function recordId(id: string): string {
  return id.replaceAll(/[^!-}]/g, (unit) => {
    const code = unit.charCodeAt(0);
    // lower than all that stand for themselves, or higher
    return code <= SPACE ? ` ${hex(code, 2)}` : `~${hex(code, 4)}`;
  });
}

/** The least that is higher than an id as a column holds it. */
export const afterRecordId = (id: string): string => `${recordId(id)} `;

/** An id of a column as it was. */
export const readRecordId = (stored: string): string =>
  stored.replaceAll(/ (..)|~(....)/g, (_, low?: string, high?: string) =>
    String.fromCharCode(Number.parseInt(low ?? high ?? '', 16)),
  );

const SPACE = 0x20;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
