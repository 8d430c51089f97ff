import { StoreError } from '../../approvals/store.ts';

/**
 * The value of a text that the store has written itself.
 *
 * @throws StoreError `store/corrupt` when it is no JSON any more
 */
export function storedJson<T>(text: string): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoreError(
      'store/corrupt',
      'the store holds what it cannot have written: restore it from a backup',
      error,
    );
  }
}
