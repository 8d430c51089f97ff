/** What a server answers, as a client is told it. */
export type Answer = () => Response | Promise<Response>;

/** A server that answers as a test says: by method and path, in turn; the last answer again and again. */
export function scriptedFetch(
  script: Readonly<Record<string, readonly Answer[]>>,
): typeof globalThis.fetch & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const turns = new Map<string, number>();
  const scripted = async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const request = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
    asked.push(request);
    const answers = script[request] ?? [() => problem(404, 'not-found')];
    const turn = turns.get(request) ?? 0;
    turns.set(request, turn + 1);
    const answer = answers[Math.min(turn, answers.length - 1)];
    if (answer === undefined) throw new Error(`no answer to ${request}`);
    return answer();
  };
  return Object.assign(scripted, { asked });
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status });

export const problem = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify({ code, status, detail: `refused: ${code}` }), { status, headers });

export const gone: Answer = () => Promise.reject(new TypeError('fetch failed'));

export const DECIDE = 'POST /v1/decisions';

/** A decision as the wire has it. */
export const decision = (decided: string, more: object = {}) => ({
  decision: decided,
  mode: 'enforce',
  errors: [],
  policy_version: 'sha256:1',
  ...more,
});

/** The answer to a call. */
export const decided = (what: unknown, approval: unknown = null): Answer => {
  return () => json({ decision: what, approval });
};

/** A request for approval as the wire has it. */
export const approval = (more: object = {}) => ({
  id: 'apr_1',
  status: 'pending',
  tool: 'pay',
  server: null,
  agent: 'bot',
  run: null,
  param: {},
  unbound: false,
  digest: 'hmac-sha256:1',
  created_at: '2026-01-05T09:00:00.000Z',
  deadline: '2026-01-05T10:00:00.000Z',
  ruling: { policy_version: 'sha256:1', rule: null, message: null, held_against: null },
  on_rejection: 'fail',
  allow_self_approval: false,
  requesters: [],
  requirements: [],
  votes: [],
  resolution: null,
  execution: { status: 'waiting', claimed_at: null, at: null, reason: null, late_outcome: null },
  ...more,
});

/** The same, approved by somebody. */
export const approved = (more: object = {}) =>
  approval({
    status: 'approved',
    resolution: {
      status: 'approved',
      at: '2026-01-05T09:01:00.000Z',
      code: 'approved_by_vote',
      resolved_by: 'user:alice',
      reason: null,
      policy_version: 'sha256:1',
    },
    ...more,
  });
