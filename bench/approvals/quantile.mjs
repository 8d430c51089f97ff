/**
 * The least value that a part of all values does not exceed.
 *
 * @param {readonly number[]} sorted in ascending order, not empty
 * @param {number} part from 0 to 1
 */
export function quantile(sorted, part) {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}
