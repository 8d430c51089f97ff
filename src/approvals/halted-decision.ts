import type { Decision } from '../policy/decision.ts';
import { type Halt, haltMessage } from './halt.ts';

/** The decision on a call that a halt stops. It binds in monitor mode as well. */
export const haltedDecision = (halt: Halt, policyVersion: string): Decision =>
  Object.freeze({
    decision: 'block',
    mode: 'enforce',
    message: haltMessage(halt),
    errors: NO_ERRORS,
    halted: true,
    policyVersion,
  });

const NO_ERRORS: Decision['errors'] = Object.freeze([]);
