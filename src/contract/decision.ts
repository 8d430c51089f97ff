import { z } from 'zod';
import { JsonObject } from './fields.ts';

const RuleReferenceBody = z.looseObject({
  policy: z.string(),
  kind: z.enum(['allow', 'block', 'approval', 'default']),
  pattern: z.string().optional(),
  condition: z.string().optional(),
  file: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
});

const Verdict = {
  decision: z.enum(['allow', 'block', 'require_approval']),
  rule: RuleReferenceBody.optional(),
  message: z.string().optional(),
  approval: JsonObject.optional().meta({ description: 'Who has to decide, and until when.' }),
  errors: z.array(z.looseObject({ code: z.string(), message: z.string() })),
};

/** A decision as `toWire` of the policy room writes it. */
export const DecisionBody = z
  .looseObject({
    ...Verdict,
    mode: z.enum(['enforce', 'monitor']),
    would_be: z.looseObject(Verdict).optional(),
    halted: z.literal(true).optional(),
    policy_version: z.string(),
  })
  .meta({ id: 'Decision' });

export type DecisionWire = z.infer<typeof DecisionBody>;

export const ExplanationBody = z
  .looseObject({ ...DecisionBody.shape, rules: z.array(JsonObject) })
  .meta({ id: 'Explanation' });
