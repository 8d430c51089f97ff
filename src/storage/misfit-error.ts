/** A work asked for a write that does not fit what is stored: a mistake of the work, not of the store. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError';
}

/** @param stored the revision that the store has; 0 where it has none */
export const noSuccessor = (id: string, stored: number, revision: number): MisfitError =>
  new MisfitError(`request \`${id}\` is at revision ${stored}: ${revision} is no successor`);
