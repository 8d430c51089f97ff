import type { ConflictError } from '../../approvals/gate-error.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import {
  approve,
  cancel,
  listApprovals,
  reject,
  reveal,
  showApproval,
} from '../../contract/endpoints/approvals.ts';
import type { EventWire } from '../../contract/endpoints/operation.ts';
import { whoAmI } from '../../contract/endpoints/sessions.ts';
import { call } from '../server/call.ts';
import { listen } from '../server/listen.ts';
import type { Server } from '../server/server.ts';
import type { DecisionVerb, Desk, DeskFilter, FollowHandling, News, Revealed } from './desk.ts';

const ACTS = { approve, reject, cancel } as const;

/** Requests on a server, decided by whoever is signed in. */
export class ServerDesk implements Desk {
  readonly name: string;
  readonly #server: Server;

  constructor(server: Server) {
    this.name = server.url;
    this.#server = server;
  }

  now = (): number => Date.now();

  async list(filter: DeskFilter, limit: number, before?: string): Promise<readonly ApprovalWire[]> {
    const { approvals } = await call(
      listApprovals,
      { query: { ...filter, limit, before } },
      this.#server,
    );
    return approvals;
  }

  find(id: string): Promise<ApprovalWire> {
    return call(showApproval, { params: { id } }, this.#server);
  }

  act(verb: DecisionVerb, id: string, reason: string | null): Promise<ApprovalWire> {
    return call(ACTS[verb], { params: { id }, body: { reason } }, this.#server);
  }

  async reveal(id: string): Promise<Revealed> {
    const { user } = await call(whoAmI, {}, this.#server);
    const { param } = await call(reveal, { params: { id } }, this.#server);
    return { param, to: user ?? 'you' };
  }

  /** The server knows who asks, and says it all. */
  describeRefusal(error: ConflictError): string {
    return error.message;
  }

  follow({ onNews, onListening, onLost }: FollowHandling, signal: AbortSignal): Promise<void> {
    const types = [
      'agent.approval.requested',
      'agent.approval.resolved',
      'agent.approval.changed',
    ] as const;
    return listen(this.#server, { types, signal, onListening, onLost }, async (event) => {
      const news = newsOf(event);
      if (news !== undefined) await onNews(news);
    });
  }
}

function newsOf({ action, at, approval, event }: EventWire): News | undefined {
  if (approval === null) return undefined;
  const { person, reason, wait_ms } = event;
  return {
    action,
    at,
    person: typeof person === 'string' ? person : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
    waitMs: typeof wait_ms === 'number' ? wait_ms : undefined,
    approval,
  };
}
