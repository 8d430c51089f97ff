import { type Call, isObject, toolName } from './call.ts';
import type { Decision } from './decision.ts';

/** UTF-16 units of a tool's name and of an agent's id; matching patterns takes time by their length. */
export const MAX_NAME = 1024;

/** Whether a text can be a tool's name or an agent's id as far as its length goes. */
export const isName = (text: string | undefined): text is string =>
  text !== undefined && text.length > 0 && text.length <= MAX_NAME;

/** The decision on a call that has no decision: it is blocked, and says why. */
export const malformedDecision = (call: Call, policyVersion: string): Decision =>
  blockedAsMalformed(mistakeIn(call), policyVersion);

/** The same for a call that throws when it is read. */
export const unreadableDecision = (policyVersion: string): Decision =>
  blockedAsMalformed('the call could not be read', policyVersion);

function mistakeIn(call: Call): string {
  if (!isObject(call)) return 'the call is not an object';
  const name = toolName(call);
  if (name === undefined || name === '') return 'the call names no tool';
  if (!isName(name)) return `the tool's name is longer than ${MAX_NAME} characters`;
  const { param } = call;
  return param === undefined || isObject(param)
    ? `the agent's id is longer than ${MAX_NAME} characters`
    : 'the arguments in `param` are not an object';
}

/** The same with a mistake that somebody else has found. */
export const blockedAsMalformed = (message: string, policyVersion: string): Decision =>
  Object.freeze({
    decision: 'block',
    mode: 'enforce',
    errors: Object.freeze([Object.freeze({ code: 'call/malformed' as const, message })]),
    policyVersion,
  });
