/** A work asked for a write that does not fit what is stored: a mistake of the work, not of the store. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError';
}
