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
      count = now > latest ? 0 : count + 1;
      latest = Math.max(now, latest);
      return `apr_${hex(latest, 12)}${hex(count, 4)}${randomBytes(10).toString('hex')}`;
    },
    claim: () => `clm_${randomBytes(16).toString('hex')}`,
  };
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
