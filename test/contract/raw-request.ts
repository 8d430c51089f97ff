import { Agent, request } from 'node:http';

/** What is sent, byte for byte: nothing in the path is made tidy. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of a stream, the first piece. */
  readonly text: string;
}

/** What takes longer hangs, on however busy a machine. */
const PATIENCE_MS = 20_000;

const STREAMS = /^(?:text\/event-stream|application\/x-ndjson)/;

/** Asks a server of this machine over connections that are kept; `close` ends them. */
export class RawClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws Error when there is no whole answer in time, or the connection breaks before it */
  send({ method, path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const what = `${method} ${path.slice(0, 200)}`;
      const sent = request({
        host: '127.0.0.1',
        port: this.#port,
        agent: this.#agent,
        method,
        path,
        headers: {
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      });
      const late = setTimeout(() => {
        reject(new Error(`no answer to ${what} within 20 s`));
        sent.destroy();
      }, PATIENCE_MS);
      sent.once('error', (error) => {
        clearTimeout(late);
        reject(new Error(`no answer to ${what}`, { cause: error }));
      });
      sent.once('response', (response) => {
        const chunks: Buffer[] = [];
        const answer = (): void => {
          clearTimeout(late);
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          });
        };
        const isStream = STREAMS.test(response.headers['content-type'] ?? '');
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (!isStream) return;
          answer();
          response.destroy();
        });
        response.once('end', answer);
        response.once('error', reject);
      });
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
