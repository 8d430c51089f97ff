import { Uint } from '../value.ts';

/** The most decimals that can be asked for. */
export const MAX_PRECISION = 100;

/** `%f`: fixed point with `precision` decimals, 0 to 100; an exact half is rounded to the even neighbour. */
export function formatFixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = fixed(Math.abs(value), precision);
  return isNegative(value) ? `-${text}` : text;
}

/** `%e`: one digit, `precision` decimals, 0 to 100, an exponent of at least two digits; halves as above. */
export function formatScientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = '', exponent = ''] = scientific(Math.abs(value), precision).split('e');
  const text = `${digits}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
  return isNegative(value) ? `-${text}` : text;
}

/** An integer in base 2, 8, 10 or 16; `undefined` for what is none. An integral double serves as one. */
export function formatInteger(value: unknown, base: 2 | 8 | 10 | 16): string | undefined {
  if (value instanceof Uint) return value.value.toString(base);
  if (typeof value === 'bigint') return value.toString(base);
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString(base);
  return undefined;
}

function fixed(size: number, precision: number): string {
  // From 2^53 on there are no fractions, and toFixed changes to exponents at 1e21.
  if (size >= 2 ** 53) {
    return BigInt(size).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  }
  const text = size.toFixed(precision);
  // Decimals of a binary fraction are as many as its halvings: exactly in the middle between two texts
  // lie the odd multiples of 2^-(precision + 1), and there toFixed takes the larger one.
  const isHalf = Math.abs((size * 2 ** (precision + 1)) % 2) === 1;
  return isHalf && endsOdd(text) ? size.toFixed(precision + 1).replace(/\.?5$/, '') : text;
}

function scientific(size: number, precision: number): string {
  const text = size.toExponential(precision);
  // A half is seen in the digits that are left out, which are many and slow to find: first a few of them.
  if (!/50*e/.test(size.toExponential(Math.min(precision + 20, MAX_PRECISION)))) return text;
  const [digits = '', exponent = ''] = size.toExponential(MAX_PRECISION).split('e');
  const kept = precision === 0 ? 1 : precision + 2;
  const isHalf = /^\.?50*$/.test(digits.slice(kept));
  return isHalf && endsOdd(text.replace(/e.*/, '')) ? `${digits.slice(0, kept)}e${exponent}` : text;
}

const endsOdd = (digits: string): boolean => Number(digits.at(-1)) % 2 === 1;

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);
