import { InvalidArgumentError } from 'commander';

/** Reads an option that counts something, from 1 to a highest number. */
export const countUpTo =
  (highest: number) =>
  (text: string): number => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= highest) return count;
    throw new InvalidArgumentError(`Give a number from 1 to ${highest}.`);
  };
