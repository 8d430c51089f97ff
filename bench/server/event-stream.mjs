import { get } from 'node:http';

/**
 * Listens to server-sent events, over a connection of its own.
 *
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {(frame: string) => void} onFrame called with each block that has an event, as soon as it is complete
 * @returns {Promise<{ ended: Promise<void>, close: () => void }>} once the server has said anything
 * @throws Error for an answer that is no stream
 */
export function listen(url, headers, onFrame) {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, headers }, (response) => {
      if (response.statusCode !== 200) {
        asked.destroy();
        reject(new Error(`${url}: ${response.statusCode}`));
        return;
      }
      const ended = new Promise((done) => {
        response.once('close', done);
      });
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        resolve({ ended, close: () => asked.destroy() });
        const frames = `${rest}${piece}`.split('\n\n');
        rest = frames.pop();
        for (const frame of frames) if (frame.includes('\ndata: ')) onFrame(frame);
      });
      // the other end, or `close`, has ended it
      response.on('error', () => {});
    });
    asked.on('error', reject);
  });
}
