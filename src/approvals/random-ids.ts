import { randomBytes } from 'node:crypto';
import type { Ids } from './ids.ts';

/**
 * Ids as a running system makes them. Of a request: `apr_`, its time in 12 hexadecimal digits, 4 that count
 * requests of one millisecond, so that ids sort in the order in which they were made, and 80 random bits.
 */
export function randomIds(): Ids {
  let latest = 0;
  let count = 0;
  return {
    request: (now) => {
      if (now > latest || count === MOST_A_MILLISECOND) {
        latest = Math.max(now, latest + 1);
        count = 0;
      } else count += 1;
      return `apr_${hex(latest, 12)}${hex(count, 4)}${randomBytes(10).toString('hex')}`;
    },
    claim: () => `clm_${randomBytes(16).toString('hex')}`,
  };
}

/** What 4 digits count to; more of one millisecond are counted to the next one. */
const MOST_A_MILLISECOND = 0xffff;

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
