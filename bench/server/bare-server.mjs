import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';

/**
 * What a server costs that does nothing: a route that parses its body, and a broadcast of text to everybody who
 * listens, or to the first `to` of them. No log, no key, no limit, no store.
 */
const app = new Hono();
const listeners = new Set();

app.post('/', async (c) => {
  await c.req.json();
  return c.json({ ok: true });
});

app.get('/events', (c) => {
  c.header('Content-Type', 'text/event-stream');
  return stream(c, async (out) => {
    listeners.add(out);
    const gone = new Promise((resolve) => out.onAbort(resolve));
    await out.write(': bare\n\n');
    await gone;
    listeners.delete(out);
  });
});

app.post('/events', async (c) => {
  const { event } = await c.req.json();
  let left = Number(c.req.query('to') ?? listeners.size);
  for (const listener of listeners) {
    if (left === 0) break;
    left -= 1;
    void listener.write(event);
  }
  return c.json({ ok: true });
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}\n`),
);
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
