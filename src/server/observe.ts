import type { MiddlewareHandler } from 'hono';
import { StoreError } from '../approvals/store.ts';
import { PROBES } from './probes.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Counts and logs every answer: which endpoint, which status, how long until it began. Neither the address of
 * the request nor anything it held: both may have secrets. Comes before everything else.
 *
 * @param newId names requests in the log and in `X-Request-Id`
 */
export function observe(
  { log, metrics }: Pick<ServerContext, 'log' | 'metrics'>,
  newId: () => string,
): MiddlewareHandler {
  // nothing that is logged here can be a secret, and looking for one takes longer than writing
  const plain = log.child({}, { redact: [] });
  return async (c, next) => {
    const began = performance.now();
    const requestId = newId();
    c.set('requestId', requestId);
    c.header('X-Request-Id', requestId);
    await next();
    const ms = performance.now() - began;
    const endpoint = c.get('endpoint') ?? 'none';
    const { status } = c.res;
    metrics.answered(endpoint, status, ms / 1000);
    if (c.error instanceof StoreError) metrics.storeFailed();
    const level = PROBES.has(endpoint) && status < 500 ? 'debug' : 'info';
    plain[level](
      { request_id: requestId, endpoint, status, ms: Math.round(ms * 100) / 100 },
      'answered',
    );
  };
}
