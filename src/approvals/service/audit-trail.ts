import { createHmac } from 'node:crypto';
import type { AuditEvent } from '../../audit/event.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { agentId, own, toolName } from '../../policy/call.ts';
import type { Decision, RuleReference } from '../../policy/decision.ts';
import { isName } from '../../policy/malformed.ts';
import type { CapturedCall } from '../captured-call.ts';
import type { RedactedCall } from '../redact.ts';
import { type ApprovalRequest, shownParamOf } from '../request.ts';
import type { Effect } from '../transition.ts';

/** Writes audit events: who, what, when, by which rule, with redacted arguments and a keyed digest. */
export class AuditTrail {
  readonly #digestKey: Buffer;

  /** @param digestKey 32 bytes in base64 */
  constructor(digestKey: string) {
    this.#digestKey = Buffer.from(digestKey, 'base64');
  }

  /** A digest that tells calls apart, and from which nobody without the key can guess what is hidden of one. */
  keyed(digest: string): string {
    return `hmac-sha256:${createHmac('sha256', this.#digestKey).update(digest).digest('hex')}`;
  }

  /** An effect of a transition. */
  ofRequest(
    request: ApprovalRequest,
    { action, event }: Extract<Effect, { kind: 'audit' }>,
    now: number,
  ): AuditEvent {
    const { ruling, captured } = request;
    return {
      action,
      at: isoTime(now),
      request: request.id,
      ...this.#ofCall(captured, shownParamOf(request)),
      ...(ruling.rule !== null && { rule: ruleRecord(ruling.rule) }),
      policy_version: ruling.policyVersion,
      ...event,
    };
  }

  /**
   * A decision of a gated call, whatever it is.
   *
   * @param mode the gate's: a gate in monitor mode holds and refuses nothing
   * @param request the id of the approval request that it led to
   */
  ofDecision(
    captured: CapturedCall,
    { shownParam, shown }: RedactedCall,
    decision: Decision,
    mode: 'enforce' | 'monitor',
    now: number,
    request?: string,
  ): AuditEvent {
    const codes = decision.errors.map(({ code }) => code);
    const details = {
      ...(decision.halted === true && { halted: true }),
      ...((mode === 'monitor' || decision.mode === 'monitor') && { mode: 'monitor' }),
      ...(decision.wouldBe !== undefined && { would_be: decision.wouldBe.decision }),
      ...(codes.length > 0 && { errors: codes }),
    };
    return {
      action: 'call.decided',
      at: isoTime(now),
      ...(request !== undefined && { request }),
      ...this.#ofCall(captured, shownParam),
      decision: decision.decision,
      ...(decision.message !== undefined && { reason: shown(decision.message) }),
      ...(decision.rule !== undefined && { rule: ruleRecord(decision.rule) }),
      policy_version: decision.policyVersion,
      ...(Object.keys(details).length > 0 && { details }),
    };
  }

  /** A call that is refused because it cannot be read: nothing is known of it but the names that can be. */
  ofMalformed(call: unknown, message: string, policyVersion: string, now: number): AuditEvent {
    const tool = nameIn(call, 'tool', 'name');
    const agent = nameIn(call, 'agent', 'id');
    return {
      action: 'call.decided',
      at: isoTime(now),
      ...(tool !== undefined && { tool }),
      ...(agent !== undefined && { agent }),
      decision: 'block',
      reason: message,
      policy_version: policyVersion,
      details: { errors: ['call/malformed'] },
    };
  }

  #ofCall({ call, digest }: CapturedCall, shownParam: JsonRecord): Partial<AuditEvent> {
    const run = own(call.run, 'id');
    const agent = agentId(call);
    const server = own(call.tool, 'server');
    return {
      tool: toolName(call) ?? '',
      digest: this.keyed(digest),
      param: shownParam,
      ...(typeof server === 'string' && { server }),
      ...(typeof run === 'string' && { run }),
      ...(agent !== undefined && { agent }),
    };
  }
}

/** Milliseconds since the Unix epoch as ISO 8601 in UTC. */
export const isoTime = (at: number): string => new Date(at).toISOString();

const ruleRecord = (rule: RuleReference): JsonRecord => ({ ...rule });

/** A name that a call may well not have; a long one, or what cannot be read, is none. */
function nameIn(call: unknown, part: 'tool' | 'agent', field: string): string | undefined {
  try {
    const named = own(call, part);
    // only a tool can be its name alone
    const name = typeof named === 'string' && part === 'tool' ? named : own(named, field);
    return typeof name === 'string' && isName(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
