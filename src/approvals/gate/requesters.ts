import { own } from '../../policy/call.ts';
import type { CapturedCall } from '../captured-call.ts';
import { userReference } from './reviewer.ts';

/**
 * Who asks for a call, as far as the caller says: its user in `run.user`.
 *
 * @returns `user:` ids
 */
export function requestersOf({ call }: CapturedCall): readonly string[] {
  const user = own(call.run, 'user');
  return typeof user === 'string' ? [userReference(user)] : [];
}
