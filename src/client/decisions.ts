import { BlockedError, ConflictError } from '../approvals/gate-error.ts';
import type { ApprovalView } from '../approvals/view.ts';
import type { Decision } from '../policy/decision.ts';
import { headerKey } from './address.ts';
import { decisionFromWire } from './decision-from-wire.ts';
import { NoAnswerError } from './no-answer-error.ts';
import { randomHex } from './random-hex.ts';
import type { ServerLink } from './server-link.ts';
import { viewFromWire } from './view-from-wire.ts';
import { Fields, orNull } from './wire-value.ts';

/** What the server has decided of a call. */
export interface Decided {
  readonly decision: Decision;
  /** The request that a person has to decide; `null` where nobody has to. */
  readonly approval: ApprovalView | null;
}

/** A call as it is sent. */
type WireCall = Readonly<Record<string, unknown>>;

/** Has calls decided by the server. */
export class Decisions {
  readonly #link: ServerLink;
  readonly #patienceMs: number;
  /** The last word of the server is that everything of this client's is halted. */
  #isHalted = false;

  /** @param patienceMs how long at most, while the server cannot be reached */
  constructor(link: ServerLink, patienceMs: number) {
    this.#link = link;
    this.#patienceMs = patienceMs;
  }

  /**
   * Has a call decided, recorded, and held where a person has to decide.
   *
   * @param key the caller's, with which it comes back. Without one, a key of its own makes sure that a call
   *   whose answer was lost is not requested twice
   * @throws BlockedError for what a halt stops, ConflictError, ServerProblemError, NoAnswerError
   */
  async decide(call: WireCall, unbound: boolean, key: string | undefined): Promise<Decided> {
    const answer = await this.#ask(
      '/v1/decisions',
      { call, unbound },
      headerKey(key ?? randomHex()),
    );
    const fields = new Fields(answer, 'answer');
    const decision = fields.get('decision', decisionFromWire);
    const approval = fields.get('approval', orNull(viewFromWire));
    this.#isHalted = decision.halted === true;
    return { decision, approval };
  }

  /**
   * What would be decided of a call.
   *
   * @throws ServerProblemError, NoAnswerError
   */
  async check(call: WireCall): Promise<Decision> {
    const answer = await this.#ask('/v1/check', { call, explain: false });
    return new Fields(answer, 'answer').get('decision', decisionFromWire);
  }

  /** Whether nothing at all is known of what would have been decided: no answer, and no halt before. */
  isSilence(error: unknown): boolean {
    return error instanceof NoAnswerError && !error.silence.wasAnswered && !this.#isHalted;
  }

  async #ask(path: string, body: object, idempotencyKey?: string): Promise<unknown> {
    try {
      return await this.#link.ask({
        method: 'POST',
        path,
        body,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        isRepeatable: true,
        patienceMs: this.#patienceMs,
      });
    } catch (error) {
      if (!(error instanceof ConflictError) || error.code !== 'approval/halted') throw error;
      this.#isHalted = true;
      throw new BlockedError(error.message);
    }
  }
}
