import type { z } from 'zod';
import type { DecisionWire, ExplanationBody } from '../contract/decision.ts';
import type { Decision } from '../policy/decision.ts';
import type { Explanation } from '../policy/explain.ts';
import { toWire } from '../policy/wire.ts';

/** A decision as the wire has it. `toWire` changes the spelling of fields alone, so that what it gives is one. */
export const decisionToWire = (decision: Decision): DecisionWire =>
  toWire(decision) as DecisionWire;

/** The same of an explanation. */
export const explanationToWire = (explanation: Explanation): z.infer<typeof ExplanationBody> =>
  toWire(explanation) as z.infer<typeof ExplanationBody>;
