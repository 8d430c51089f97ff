import autocannon from 'autocannon';
import { quantile } from '../approvals/quantile.mjs';

/**
 * Asks as fast as a server answers, over so many connections.
 *
 * @param {{ server: import('./server-process.mjs').ServerProcess, path: string, headers: Record<string, string>, bodies: readonly string[], connections: number, seconds: number }} load
 * @returns {Promise<{ perSecond: number, processorMs: number, p50Ms: number, p90Ms: number, p99Ms: number, p999Ms: number }>}
 *   with the processor time that the server spends on one
 * @throws Error when an answer is not of the kind 2xx, or a request has none
 */
export async function load({ server, path, headers, bodies, connections, seconds }) {
  const times = [];
  const url = `${server.url}${path}`;
  const busy = await server.processor();
  const began = performance.now();
  const running = autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    requests: bodies.map((body) => ({ body })),
    connections,
    duration: seconds,
  });
  let last = began;
  running.on('response', (_client, _status, _bytes, milliseconds) => {
    times.push(milliseconds);
    last = performance.now();
  });
  const { non2xx, errors, timeouts } = await running;
  if (non2xx + errors + timeouts > 0 || times.length === 0) {
    throw new Error(`${url}: ${non2xx} refused, ${errors} failed, ${timeouts} timed out`);
  }
  times.sort((left, right) => left - right);
  return {
    perSecond: (times.length / (last - began)) * 1000,
    processorMs: ((await server.processor()) - busy) / times.length,
    p50Ms: quantile(times, 0.5),
    p90Ms: quantile(times, 0.9),
    p99Ms: quantile(times, 0.99),
    p999Ms: quantile(times, 0.999),
  };
}
