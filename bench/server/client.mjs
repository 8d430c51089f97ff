import { Agent, request } from 'node:http';

/** Asks a server, over connections that are kept. */
export class Client {
  #url;
  #agent;

  /** @param {string} url @param {number} [connections] at most */
  constructor(url, connections = Number.POSITIVE_INFINITY) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} headers
   * @param {unknown} [body] sent as JSON where there is one
   * @returns {Promise<{ status: number, headers: Record<string, any>, body: any, at: number }>} with the moment the answer was complete, as `now` has it
   * @throws Error for what is no answer
   */
  ask(method, path, headers, body) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#url}${path}`, {
        method,
        agent: this.#agent,
        headers: {
          ...headers,
          ...(text !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
        },
      });
      asked.once('error', reject);
      asked.once('response', (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (piece) => {
          answer += piece;
        });
        response.once('error', reject);
        response.once('end', () => {
          const { statusCode: status = 0, headers: given } = response;
          const at = now();
          resolve({ status, headers: given, body: answer === '' ? {} : JSON.parse(answer), at });
        });
      });
      asked.end(text);
    });
  }

  /** As `ask`. @throws Error for every answer but one from 200 to 299 */
  async take(method, path, headers, body) {
    const answer = await this.ask(method, path, headers, body);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }

  /** Ends all connections, and whatever is still asked. */
  close() {
    this.#agent.destroy();
  }
}

/** Milliseconds on the monotonic clock of the machine, which all its processes share. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

/** @param {string} key */
export const withKey = (key) => ({ authorization: `Bearer ${key}` });
