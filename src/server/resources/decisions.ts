import { captureCall } from '../../approvals/capture.ts';
import type { CapturedCall } from '../../approvals/captured-call.ts';
import { requestersOf } from '../../approvals/gate/requesters.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import type { CallWire } from '../../contract/call.ts';
import type { DecisionWire } from '../../contract/decision.ts';
import * as endpoints from '../../contract/endpoints/decisions.ts';
import type { AgentPrincipal, Principal } from '../../identity/principal.ts';
import { isRecord, type JsonRecord, type JsonValue } from '../../json/json-value.ts';
import { blockedAsMalformed } from '../../policy/malformed.ts';
import { decisionToWire, explanationToWire } from '../decision-wire.ts';
import { type Resource, resource } from '../handler.ts';
import { ownedCall } from '../owned-call.ts';
import { ProblemError } from '../problem.ts';
import type { ServerContext } from '../server-context.ts';

/** Decisions: for agents, which are bound by them, and for everybody who wants to know. */
export const decisionResources: readonly Resource[] = [
  resource(endpoints.decide, async ({ body, principal, idempotencyKey }, { service }) => {
    const call = ownedCall(body.call, principal);
    const capture = captureCall(call, { unbound: body.unbound });
    if (!capture.ok) {
      const decision = await service.refuseMalformed(call, capture.message);
      return { decision: decisionToWire(decision), approval: null };
    }
    const { decision, request } = await service.request(capture.captured, {
      idempotencyKey: idempotencyKey ?? null,
      requesters: requesters(capture.captured, principal),
      mode: 'enforce',
    });
    const approval = request === undefined ? null : viewToWire(service.reviews.viewOf(request));
    return { decision: decisionToWire(decision), approval };
  }),

  resource(endpoints.check, async ({ body, principal }, context) => ({
    decision: await foreseen(context, principal, body.call, body.explain),
  })),

  resource(endpoints.checkByQuery, async ({ query, principal }, context) => {
    const { tool, param, agent } = query;
    const call = {
      tool,
      ...(param !== undefined && { param: readParam(param) }),
      ...(agent !== undefined && { agent: { id: agent } }),
    };
    return { decision: await foreseen(context, principal, call, false) };
  }),
];

/** Whoever holds the agent's key asks for the call as much as whoever the agent says it works for. */
const requesters = (captured: CapturedCall, { owner }: AgentPrincipal): readonly string[] => [
  ...new Set([owner, ...requestersOf(captured)]),
];

/** What would be decided. Nothing is recorded. */
async function foreseen(
  { service }: ServerContext,
  principal: Principal,
  wire: CallWire,
  isExplained: boolean,
): Promise<DecisionWire> {
  const capture = captureCall(ownedCall(wire, principal), { unbound: false });
  if (!capture.ok) {
    return decisionToWire(blockedAsMalformed(capture.message, service.policy.version));
  }
  const decision = await service.foresee(capture.captured);
  if (!isExplained) return decisionToWire(decision);
  const explanation = service.policy.explain(capture.captured.call);
  // a halt binds whatever the rules say; they are shown all the same
  const binding = decision.halted === true ? decision : explanation;
  return explanationToWire({ ...binding, rules: explanation.rules });
}

function readParam(text: string): JsonRecord {
  let param: JsonValue;
  try {
    param = JSON.parse(text);
  } catch {
    throw notAnObject('is not JSON');
  }
  if (!isRecord(param)) throw notAnObject('is not a JSON object');
  return param;
}

const notAnObject = (message: string): ProblemError =>
  new ProblemError(
    'request/malformed',
    `\`param\` ${message}: give the arguments as \`{"amount": 1}\``,
    {
      errors: [{ path: '/query/param', message }],
    },
  );
