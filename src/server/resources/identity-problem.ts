import { IdentityError } from '../../identity/identity-error.ts';
import { ProblemError } from '../problem.ts';

/** What identity gives, with its refusals as the wire says them. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    const { code, message, retryAfter } = error;
    throw new ProblemError(
      code,
      message,
      retryAfter === undefined ? {} : { retry_after: retryAfter },
    );
  }
}
