import type { ApprovalWire } from '../../contract/approval.ts';
import type { Desk } from './desk.ts';

/** Fewer characters of an id are rather a slip than an id. */
const SHORTEST_PREFIX = 8;

/** Ids are written with digits and letters up to `f`: between what begins so, and all that is higher. */
const ABOVE_ALL = 'g';

/**
 * The request of an id, or of the beginning of one that no other request shares. What an unambiguous
 * beginning means never changes: later requests can only make it ambiguous.
 *
 * @throws ConflictError when there is none; Error when the beginning is too short, or of several
 */
export async function findRequest(
  desk: Pick<Desk, 'list' | 'find'>,
  given: string,
): Promise<ApprovalWire> {
  const found = await desk.list({}, 2, `${given}${ABOVE_ALL}`);
  const [first, second] = found.filter(({ id }) => id.startsWith(given));
  if (first === undefined || first.id === given) return desk.find(given);
  if (given.length < SHORTEST_PREFIX) {
    throw new Error(
      `\`${given}\` is too short for an id: write at least ${SHORTEST_PREFIX} characters of it`,
    );
  }
  if (second !== undefined) {
    throw new Error(`several ids begin with \`${given}\`, as \`${second.id}\`: write more of it`);
  }
  return first;
}
