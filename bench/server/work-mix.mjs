import { createRandom } from '../random.mjs';
import { allowedCalls, largeCalls } from './calls.mjs';
import { withKey } from './client.mjs';
import { listen } from './event-stream.mjs';

/** How long a listener stays, in milliseconds. */
const STAYS_MS = [1_000, 10_000];

/** How often what is done, of the sum of all. */
const SHARES = { allow: 60, approve: 20, reject: 15, cancel: 4, listen: 1 };

/** What a server is asked in a day's work: one thing after the other, chosen by chance. */
export class WorkMix {
  /** How often what was done. */
  done = Object.fromEntries(Object.keys(SHARES).map((what) => [what, 0]));
  #client;
  #url;
  #keys;
  #approver;
  #random;
  #allowed;
  #large;
  #listeners = new Set();

  /**
   * @param {import('./client.mjs').Client} client
   * @param {string} url
   * @param {{ agents: readonly string[], approver: string }} keys
   * @param {number} seed
   */
  constructor(client, url, { agents, approver }, seed) {
    this.#client = client;
    this.#url = url;
    this.#keys = agents;
    this.#approver = withKey(approver);
    this.#random = createRandom(seed);
    this.#allowed = allowedCalls(seed);
    this.#large = largeCalls(seed);
  }

  /** Does the next thing. @throws Error for any answer that is not the one to expect */
  async next() {
    const what = this.#choose();
    const agent = withKey(this.#random.pick(this.#keys));
    if (what === 'allow') await this.#decide(agent, this.#allowed(), 'allow');
    else if (what === 'listen') await this.#listen(agent);
    else await this.#resolve(what, agent);
    this.done[what] += 1;
  }

  /** Sends all listeners away. */
  close() {
    for (const listener of this.#listeners) listener.close();
  }

  #choose() {
    let at = this.#random.integer(1, 100);
    return Object.keys(SHARES).find((what) => {
      at -= SHARES[what];
      return at <= 0;
    });
  }

  async #decide(agent, call, expected) {
    const { body } = await this.#client.take('POST', '/v1/decisions', agent, { call });
    if (body.decision.decision !== expected) {
      throw new Error(`a call of the bench is decided as ${body.decision.decision}`);
    }
    return body.approval;
  }

  /** A call is held; whoever made it waits, while it is approved and then runs, or is rejected or withdrawn. */
  async #resolve(what, agent) {
    const call = this.#large();
    const { id } = await this.#decide(agent, call, 'require_approval');
    const path = `/v1/approvals/${id}`;
    const waiting = this.#client.take('GET', `${path}/wait?timeout_ms=60000`, agent);
    const by = what === 'cancel' ? agent : this.#approver;
    await this.#client.take('POST', `${path}/${what}`, by, { reason: 'for the bench' });
    const { status } = (await waiting).body;
    if (!status.startsWith(what)) throw new Error(`a request is ${status} after ${what}`);
    if (what === 'approve') await this.#run(path, agent, call);
  }

  async #run(path, agent, call) {
    const claim = { call, lease_ms: 60_000 };
    const { body } = await this.#client.take('POST', `${path}/claim`, agent, claim);
    const outcome = { claim_id: body.claim_id, outcome: 'succeeded' };
    await this.#client.take('POST', `${path}/outcome`, agent, outcome);
  }

  /** Comes, and goes by itself later. */
  async #listen(agent) {
    const listener = await listen(`${this.#url}/v1/events`, agent, () => {});
    this.#listeners.add(listener);
    const leaving = setTimeout(() => listener.close(), this.#random.integer(...STAYS_MS));
    void listener.ended.then(() => {
      clearTimeout(leaving);
      this.#listeners.delete(listener);
    });
  }
}
