/**
 * Whoever is told of an error must not make another one that nobody catches, and that ends the process.
 *
 * @param warn is given what `onError` itself throws, or rejects with
 */
export const careful =
  (
    onError: (error: unknown) => unknown,
    warn: (error: unknown) => void,
  ): ((error: unknown) => void) =>
  (error) => {
    new Promise((resolve) => resolve(onError(error))).catch(warn);
  };
