import { Client, withKey } from './client.mjs';

/** How long a poll waits at most, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** Agents that wait for their requests over HTTP, and ask again when nothing has come of it. */
export class LongPolls {
  #client;
  #isClosed = false;
  #released = new Map();
  #failure;

  /** @param {string} url of the server */
  constructor(url) {
    this.#client = new Client(url);
  }

  /** Waits for a request with the key of its agent. @param {{ id: string, key: string }} request */
  add({ id, key }) {
    this.#released.set(id, this.#poll(id, key));
  }

  /** When the agent heard that a request is approved. @param {string} id @returns {Promise<number>} */
  async released(id) {
    const at = await this.#released.get(id);
    if (at === undefined) throw this.#failure ?? new Error(`nobody waits for ${id}`);
    return at;
  }

  close() {
    this.#isClosed = true;
    this.#client.close();
  }

  async #poll(id, key) {
    const path = `/v1/approvals/${id}/wait?timeout_ms=${TIMEOUT_MS}`;
    try {
      for (;;) {
        const { body, at } = await this.#client.take('GET', path, withKey(key));
        if (body.status === 'approved') return at;
        if (body.status !== 'pending') throw new Error(`${id} is ${body.status}`);
      }
    } catch (error) {
      if (!this.#isClosed) this.#failure ??= error;
      return undefined;
    }
  }
}
