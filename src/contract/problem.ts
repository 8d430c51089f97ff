import { z } from 'zod';
import { CONFLICT_CODES, type ConflictCode } from '../approvals/transition.ts';

/**
 * What can go wrong, with its HTTP status. Codes are part of the public interface: a client acts on the
 * code, and people read the rest.
 */
export const PROBLEM_STATUS = {
  'request/malformed': 400,
  'auth/missing': 401,
  'auth/invalid': 401,
  'auth/forbidden': 403,
  'auth/other-agent': 403,
  'auth/cross-site': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'request/too-large': 413,
  'request/unsupported-media-type': 415,
  'rate-limited': 429,
  conflict: 409,
  'policy/invalid': 422,
  'policy/changed': 409,
  'policy/superseded': 409,
  'approval/not-found': 404,
  'approval/not-pending': 409,
  'approval/not-eligible': 403,
  'approval/self-approval': 403,
  'approval/already-voted': 409,
  'approval/not-approved': 409,
  'approval/already-claimed': 409,
  'approval/void': 409,
  'approval/digest-mismatch': 409,
  'approval/claim-lost': 409,
  'approval/idempotency-conflict': 409,
  'approval/halted': 409,
  internal: 500,
  unavailable: 503,
  'shutting-down': 503,
  overloaded: 503,
} as const satisfies Record<string, number> & Record<ConflictCode, number>;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export const PROBLEM_CODES = Object.keys(PROBLEM_STATUS) as readonly ProblemCode[];

/** The codes that say why a request for approval, or a claim, is refused. */
export const isConflictCode = (code: string): code is ConflictCode =>
  (CONFLICT_CODES as readonly string[]).includes(code);

/** RFC 9457. */
export const Problem = z
  .strictObject({
    type: z.string().meta({
      description: 'A URI that names the kind of problem: `urn:assent:problem:` and the code.',
    }),
    title: z.string().meta({ description: 'The kind of problem, in words.' }),
    status: z.int().meta({ description: 'The HTTP status.' }),
    code: z.enum(PROBLEM_CODES).meta({ description: 'What programs go by.' }),
    detail: z.string().meta({ description: 'What is wrong here, and what to do instead.' }),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every part of the request that is wrong, by its JSON pointer.' }),
    approval_id: z.string().optional(),
    retry_after: z.number().optional().meta({ description: 'Seconds.' }),
  })
  .meta({ id: 'Problem' });

export type ProblemBody = z.infer<typeof Problem>;
