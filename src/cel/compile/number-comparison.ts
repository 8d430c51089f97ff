import type { Evaluate } from '../environment.ts';
import { type PrimaryPath, readPath } from './primary-path.ts';

/**
 * Comparisons with a number that is known beforehand, written out for each operator: this is where most
 * conditions spend their time, and one closure that looks its operator up takes half as long again. What
 * is no number goes to `slow`, which evaluates the whole comparison.
 */

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export function compareNumber(
  operator: Operator,
  read: Evaluate,
  number: number,
  slow: Evaluate,
): Evaluate {
  switch (operator) {
    case '==':
      return (frame) => {
        const value = read(frame);
        return typeof value === 'number' ? value === number : slow(frame);
      };
    case '!=':
      return (frame) => {
        const value = read(frame);
        return typeof value === 'number' ? value !== number : slow(frame);
      };
    case '<':
      return (frame) => {
        const value = read(frame);
        return typeof value === 'number' ? value < number : slow(frame);
      };
    case '<=':
      return (frame) => {
        const value = read(frame);
        return typeof value === 'number' ? value <= number : slow(frame);
      };
    case '>':
      return (frame) => {
        const value = read(frame);
        return typeof value === 'number' ? value > number : slow(frame);
      };
    case '>=':
      return (frame) => {
        const value = read(frame);
        return typeof value === 'number' ? value >= number : slow(frame);
      };
  }
}

const LARGEST = Number.MAX_SAFE_INTEGER;

/** The same for a path of the primary variable: one closure reads and compares. */
export function comparePrimary(
  operator: Operator,
  path: PrimaryPath,
  number: number,
  slow: Evaluate,
): Evaluate {
  const { direct, field } = path;
  switch (operator) {
    case '==':
      return (frame) => {
        const value = direct ? frame.primary[field] : readPath(frame, path);
        return isSafe(value) ? value === number : slow(frame);
      };
    case '!=':
      return (frame) => {
        const value = direct ? frame.primary[field] : readPath(frame, path);
        return isSafe(value) ? value !== number : slow(frame);
      };
    case '<':
      return (frame) => {
        const value = direct ? frame.primary[field] : readPath(frame, path);
        return isSafe(value) ? value < number : slow(frame);
      };
    case '<=':
      return (frame) => {
        const value = direct ? frame.primary[field] : readPath(frame, path);
        return isSafe(value) ? value <= number : slow(frame);
      };
    case '>':
      return (frame) => {
        const value = direct ? frame.primary[field] : readPath(frame, path);
        return isSafe(value) ? value > number : slow(frame);
      };
    case '>=':
      return (frame) => {
        const value = direct ? frame.primary[field] : readPath(frame, path);
        return isSafe(value) ? value >= number : slow(frame);
      };
  }
}

const isSafe = (value: unknown): value is number =>
  typeof value === 'number' && value <= LARGEST && value >= -LARGEST;
