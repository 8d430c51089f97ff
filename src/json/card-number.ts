import type { TextSpan } from './text-span.ts';

/** ISO/IEC 7812-1: a card number has at most 19 digits; none in use has fewer than 13. */
const FEWEST = 13;
const MOST = 19;

/** Digits, with spaces or dashes between them. */
const RUN = /\d+(?:[ \u00a0\u2010-\u2015-]{1,3}\d+)*/g;

/**
 * Where card numbers stand in a text: 13 to 19 digits that pass the Luhn check, in one group or in groups
 * divided by spaces or dashes, with no other digit right before or after them. Of more groups than that,
 * every card number that neighbours among them make is found. Takes linear time.
 */
export function findCardNumbers(text: string): TextSpan[] {
  if (text.length < FEWEST) return [];
  const spans: TextSpan[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.length < FEWEST) continue;
    for (const { start, end } of cardNumbersIn(run)) {
      spans.push({ start: index + start, end: index + end });
    }
  }
  return spans;
}

/** Whether a whole number is one of a card. Times in milliseconds begin with 1, and no bank's card does. */
export const isCardNumber = (value: number): boolean => {
  const text = String(value);
  const found = text.startsWith('1') ? undefined : findCardNumbers(text)[0];
  return found?.start === 0 && found.end === text.length;
};

/** The longest card number at each digit of a run that begins a group. */
function cardNumbersIn(run: string): TextSpan[] {
  const places = new Int32Array(run.length);
  // Sums of the digits before each, with every second one doubled: those at even places, or at odd ones.
  const doubledEven = new Int32Array(run.length + 1);
  const doubledOdd = new Int32Array(run.length + 1);
  let count = 0;
  for (let at = 0; at < run.length; at += 1) {
    if (!isDigitAt(run, at)) continue;
    const digit = run.charCodeAt(at) - ZERO;
    const [even, odd] = count % 2 === 0 ? [twice(digit), digit] : [digit, twice(digit)];
    places[count] = at;
    doubledEven[count + 1] = (doubledEven[count] ?? 0) + even;
    doubledOdd[count + 1] = (doubledOdd[count] ?? 0) + odd;
    count += 1;
  }
  const spans: TextSpan[] = [];
  for (let first = 0; first + FEWEST <= count; first += 1) {
    const start = places[first] ?? 0;
    if (isDigitAt(run, start - 1)) continue;
    for (let after = Math.min(first + MOST, count); after >= first + FEWEST; after -= 1) {
      const end = (places[after - 1] ?? 0) + 1;
      // the last digit is not doubled, and every second one before it is
      const sums = after % 2 === 0 ? doubledEven : doubledOdd;
      const sum = (sums[after] ?? 0) - (sums[first] ?? 0);
      if (sum % 10 !== 0 || isDigitAt(run, end)) continue;
      spans.push({ start, end });
      break;
    }
  }
  return spans;
}

const ZERO = 0x30;

const isDigitAt = (text: string, at: number): boolean => {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9;
};

/** Luhn: a doubled digit counts with the sum of its own digits. */
const twice = (digit: number): number => (digit > 4 ? 2 * digit - 9 : 2 * digit);
